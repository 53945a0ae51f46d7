import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { getWSConnectionHandler } from '@trpc/server/adapters/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { Id } from '../../shared/ids.ts'
import { AppError, closeCodes } from '../../shared/errors.ts'
import type { Action } from '../../shared/roles.ts'
import { can } from '../../shared/roles.ts'
import { accessToSession } from '../api/access.ts'
import type { ApiContext, Services } from '../api/context.ts'
import { sharedJson } from '../api/json-encoder.ts'
import { appRouter } from '../api/router.ts'
import type { SignedIn } from '../auth/auth.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { DocChannel, DocMember } from '../rooms/doc-channel.ts'
import { personOf } from '../rooms/people.ts'
import { isOwnHost, isOwnOrigin, type Site } from './origins.ts'

/** A message on a WebSocket may be this long before the line itself is cut; docs refuse sooner, with a reason. */
const maxPayload = 8_000_000
/** A subscriber for whom this much waits is let go. */
const maxBuffered = 16_000_000
const sweepMs = 2_000
/** No upgrade takes longer than this to be looked at. */
const forgetEndedMs = 60_000

interface Deps {
  services: Services
  gateway: Gateway
  site: Site
}

export interface Upgrades {
  /** Sockets that are open, for the metrics. */
  count(): { trpc: number; docs: number }
  close(): void
}

/** The one upgrade handler: previews by their Host, then tRPC and Yjs, each authenticated and authorised (rule 6). */
export const handleUpgrades = (server: Server, { services, gateway, site }: Deps): Upgrades => {
  const trpcSockets = new WebSocketServer({ noServer: true, maxPayload })
  const docSockets = new WebSocketServer({ noServer: true, maxPayload })
  const people = new WeakMap<IncomingMessage, SignedIn>()
  /** By whose auth session a socket is open. */
  const owners = new Map<WebSocket, string>()
  /** Auth sessions that ended lately, for upgrades that were being looked at just then. */
  const ended = new Set<string>()

  /** Ties the socket to the auth session, so that it ends with it, also if it has ended meanwhile. */
  const own = (client: WebSocket, { authSessionId }: SignedIn) => {
    owners.set(client, authSessionId)
    client.on('close', () => owners.delete(client))
    if (ended.has(authSessionId)) client.close(closeCodes.notSignedIn, 'Signed out.')
  }

  const onTrpc = getWSConnectionHandler({
    wss: trpcSockets,
    router: appRouter,
    experimental_encoder: sharedJson,
    keepAlive: { enabled: true, pingMs: 20_000, pongWaitMs: 10_000 },
    createContext: ({ req }): ApiContext => ({
      services,
      signedIn: people.get(req) ?? null,
      host: req.headers.host ?? '',
      setCookie: () => {},
      countEntry: async () => {
        throw new AppError('bad_input', 'Sign in over HTTP.')
      },
    }),
    onError: ({ error, path }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR')
        services.log.error({ err: error.cause ?? error, path }, 'a subscription failed')
    },
  })

  const upgradeTrpc = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const signedIn = await services.auth.authenticate(request.headers.cookie)
    if (!signedIn) return refuse(socket, 401, 'Unauthorized')
    people.set(request, signedIn)
    trpcSockets.handleUpgrade(request, socket, head, (client) => {
      own(client, signedIn)
      onTrpc(client, request)
    })
  }

  const upgradeDoc = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const client = await new Promise<WebSocket>((resolve) =>
      docSockets.handleUpgrade(request, socket, head, resolve),
    )
    // frames that come while it is looked up who this is
    const early: Uint8Array[] = []
    const keep = (data: Buffer) => void early.push(data)
    client.on('message', keep)
    client.on('error', () => client.terminate())
    try {
      const signedIn = await services.auth.authenticate(request.headers.cookie)
      if (signedIn) own(client, signedIn)
      const joined = await joinDoc(services, signedIn, request.url ?? '')
      if ('code' in joined) return client.close(joined.code, joined.reason)
      client.off('message', keep)
      attach(client, joined.channel, { ...joined.member, connection: connectionOf(client) }, early)
    } catch (error) {
      services.log.error({ err: error }, 'opening a doc failed')
      client.close(1011, 'Something went wrong.')
    }
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (gateway.handleUpgrade(request, socket, head)) return
    if (!isOwnHost(request.headers.host, site)) return refuse(socket, 421, 'Misdirected Request')
    if (!isOwnOrigin(request.headers.origin, request.headers.host, site))
      return refuse(socket, 403, 'Forbidden')
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const open = path === '/trpc' ? upgradeTrpc : path.startsWith('/yjs/') ? upgradeDoc : null
    if (!open) return refuse(socket, 404, 'Not Found')
    open(request, socket, head).catch((error: unknown) => {
      services.log.error({ err: error }, 'an upgrade failed')
      socket.destroy()
    })
  })

  const unsubscribe = services.bus.subscribe((message) => {
    if (message.type !== 'signed_out') return
    // a browser whose auth session was replaced comes back with the new one
    const code = message.replaced ? 1012 : closeCodes.notSignedIn
    for (const [client, owner] of owners)
      if (owner === message.authSessionId) client.close(code, 'Signed out.')
    ended.add(message.authSessionId)
    setTimeout(() => ended.delete(message.authSessionId), forgetEndedMs).unref()
  })

  const sweep = setInterval(() => {
    for (const client of trpcSockets.clients)
      if (client.bufferedAmount > maxBuffered) client.terminate()
  }, sweepMs)
  sweep.unref()

  return {
    count: () => ({ trpc: trpcSockets.clients.size, docs: docSockets.clients.size }),
    close() {
      clearInterval(sweep)
      unsubscribe()
      for (const sockets of [trpcSockets, docSockets])
        for (const client of sockets.clients) client.close(1012, 'The server restarts.')
    },
  }
}

const refuse = (socket: Duplex, status: number, text: string): void => {
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

const connectionOf = (client: WebSocket): DocMember['connection'] => ({
  send: (frame) => {
    if (client.readyState === client.OPEN) client.send(frame)
  },
  buffered: () => client.bufferedAmount,
  close: (code, reason) => client.close(code, reason),
})

const attach = (
  client: WebSocket,
  channel: DocChannel,
  member: DocMember,
  early: Uint8Array[],
): void => {
  channel.join(member)
  client.on('message', (data: Buffer) => channel.receive(member, data))
  client.on('close', () => channel.leave(member))
  if (client.readyState !== client.OPEN) channel.leave(member)
  for (const data of early) channel.receive(member, data)
}

type Refusal = { code: number; reason: string }
type Joined = { channel: DocChannel; member: Omit<DocMember, 'connection'> }

const parseDoc = (url: string) => {
  const [kind, id, epoch] = (url.split('?', 1)[0] ?? '').slice('/yjs/'.length).split('/')
  const sessionId = Id.safeParse(id)
  if (!sessionId.success || (kind !== 'record' && kind !== 'draft')) return null
  return { kind, sessionId: sessionId.data, epoch } as const
}

const joinDoc = async (
  services: Services,
  signedIn: SignedIn | null,
  url: string,
): Promise<Joined | Refusal> => {
  if (!signedIn) return { code: closeCodes.notSignedIn, reason: 'Sign in first.' }
  const doc = parseDoc(url)
  if (!doc) return { code: closeCodes.notFound, reason: 'There is no such doc.' }
  const action: Action = doc.kind === 'record' ? 'record.read' : 'draft.write'
  try {
    const { user } = signedIn
    const { role } = await accessToSession(services.db, user.id, doc.sessionId, action)
    const room = await services.rooms.get(doc.sessionId)
    // rule 4: what belongs to another epoch can't come back into this doc
    if (doc.kind === 'record' && doc.epoch !== room.epoch)
      return { code: closeCodes.staleEpoch, reason: room.epoch }
    const mayWrite = doc.kind === 'draft' && can(role, 'draft.write')
    return { channel: room[doc.kind], member: { person: personOf(user), mayWrite } }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const code = error.code === 'forbidden' ? closeCodes.forbidden : closeCodes.notFound
    return { code, reason: error.message }
  }
}
