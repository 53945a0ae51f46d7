import type { WebSocket } from 'ws'
import { AppError } from '../../shared/protocol/errors.ts'
import { closeCodes, closes } from '../../shared/protocol/close-codes.ts'
import { Id } from '../../shared/ids.ts'
import { type DocKind, docRules, may } from '../../shared/roles.ts'
import type { SessionAccess } from '../access/access.ts'
import type { Services } from '../api/context.ts'
import { noLonger } from '../access/guarded-subscription.ts'
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

/** A doc's WebSocket: `early` ends the keeping of what came before it was known whose it is, and answers that. */
interface OpenedSocket {
  client: WebSocket
  connection: DocMember['connection']
  early: () => Uint8Array[]
}

/**
 * Joins the socket to the doc that its address names, where its person may (rule 6), and keeps to what they may from then
 * on: it is closed when they may no longer join, and may write or not as their role has become. A refusal closes the socket with a 44xx and its reason.
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
  let latest: SessionAccess | null = null
  const follow = (now: SessionAccess | null) => {
    latest = now
    if (!now || !may(now.standing, join)) {
      const words = now ? closes.forbidden.reason : noLonger('session').message
      leave()
      shut(client, closeCodes.forbidden, words)
    } else if (member) member.mayWrite = mayWrite(now)
  }
  try {
    const { user } = signedIn
    const held = await services.access.holdSession(user.id, doc.sessionId, join, follow)
    latest ??= held.access
    client.on('close', held.release)
    if (client.readyState !== client.OPEN) return held.release()
    const room = await services.rooms.get(doc.sessionId)
    // rule 4: what belongs to another epoch can't come back into this doc
    if (doc.kind === 'record' && doc.epoch !== undefined && doc.epoch !== room.epoch)
      return client.close(closeCodes.staleEpoch, room.epoch)
    // may have gone, or been closed by `follow`, meanwhile
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
    const first = early()
    client.on('message', (data: Buffer) => channel.receive(joined, data))
    client.on('close', leave)
    for (const data of first) channel.receive(joined, data)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const code = error.code === 'forbidden' ? closeCodes.forbidden : closeCodes.notFound
    client.close(code, error.message)
  }
}
