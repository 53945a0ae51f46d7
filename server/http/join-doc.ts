import type { WebSocket } from 'ws'
import { AppError } from '../../shared/protocol/errors.ts'
import { closeCodes, closes } from '../../shared/protocol/close-codes.ts'
import { Id } from '../../shared/ids.ts'
import { type DocKind, docRules, may } from '../../shared/roles.ts'
import type { SessionAccess } from '../access/access.ts'
import type { Services } from '../api/context.ts'
import type { SignedIn } from '../auth/auth.ts'
import type { DocMember } from '../rooms/doc-channel.ts'
import { personOf } from '../people/people.ts'
import { shut } from './shut.ts'

function isKind(kind: string | undefined): kind is DocKind {
  return kind !== undefined && Object.hasOwn(docRules, kind)
}

function parseDoc(url: string) {
  const [kind, id, epoch] = (url.split('?', 1)[0] ?? '').slice('/yjs/'.length).split('/')
  const sessionId = Id.safeParse(id)
  if (!sessionId.success || !isKind(kind)) return null
  return { kind, sessionId: sessionId.data, epoch } as const
}

/** `early()` stops buffering and returns the frames received before authentication. */
interface OpenedSocket {
  client: WebSocket
  connection: DocMember['connection']
  early: () => Uint8Array[]
}

/**
 * Joins the socket to its URL's doc if the user may (rule 6), and follows their permission: losing
 * it closes the socket. Refusals close it with a 44xx code and a reason.
 */
export async function joinDoc(
  services: Services,
  signedIn: SignedIn | null,
  url: string,
  { client, connection, early }: OpenedSocket,
): Promise<void> {
  if (!signedIn) return client.close(closeCodes.notSignedIn, closes.notSignedIn.reason)
  const doc = parseDoc(url)
  if (!doc) return client.close(closeCodes.notFound, closes.notFound.reason)
  const { join, write } = docRules[doc.kind]
  const mayWrite = ({ standing }: SessionAccess) => write !== null && may(standing, write)
  let member: DocMember | null = null
  let leave = () => {}
  if (client.readyState !== client.OPEN) return
  try {
    const { user } = signedIn
    const subject = { userId: user.id, placeId: doc.sessionId, action: join }
    const permission = services.access.session(subject)
    client.on('close', () => permission.return())
    const first = await permission.next()
    if (first.done) return
    let latest = first.value
    const follow = (): void => {
      permission.next().then(
        ({ done, value }) => {
          if (done) return
          latest = value
          if (member) member.mayWrite = mayWrite(value)
          follow()
        },
        (error: unknown) => {
          leave()
          if (error instanceof AppError) return shut(client, closeCodes.forbidden, error.message)
          services.log.error({ err: error }, 'following a permission failed')
          shut(client, closes.failed.code, closes.failed.reason)
        },
      )
    }
    follow()
    const room = await services.rooms.get(doc.sessionId)
    // rule 4: another epoch's changes must not enter
    if (doc.kind === 'record' && doc.epoch !== undefined && doc.epoch !== room.epoch)
      return client.close(closeCodes.staleEpoch, room.epoch)
    if (client.readyState !== client.OPEN) return
    const channel = room[doc.kind]
    const joined: DocMember = {
      person: personOf(user),
      mayWrite: mayWrite(latest),
      connection,
    }
    member = joined
    leave = () => channel.leave(joined)
    channel.join(joined)
    const frames = early()
    client.on('message', (data: Buffer) => channel.receive(joined, data))
    client.on('close', leave)
    for (const data of frames) channel.receive(joined, data)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const code = error.code === 'forbidden' ? closeCodes.forbidden : closeCodes.notFound
    client.close(code, error.message)
  }
}
