import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TRPCError } from '@trpc/server'
import { type WebSocket, WebSocketServer } from 'ws'
import { AppError } from '../../shared/protocol/errors.ts'
import { closeCodes, closes } from '../../shared/protocol/close-codes.ts'
import type { ApiContext, Services } from '../api/context.ts'
import type { SignedIn } from '../auth/auth.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { docConnection, keepEarlyFrames } from './doc-connection.ts'
import { joinDoc } from './join-doc.ts'
import { isOwnHost, isOwnOrigin, type Site } from './origins.ts'
import { sharedFrames } from './shared-frames.ts'
import { shut } from './shut.ts'
import { serveSubscriptions } from './subscriptions.ts'

/** A message on a WebSocket may be this long before the line itself is cut; docs refuse sooner, with a reason. */
const maxPayload = 8_000_000
/** A subscriber for whom this much waits is let go. */
const maxBuffered = 16_000_000
const sweepMs = 2_000
/** How often it is looked whose auth session has ended without the bus telling so, or has run out. */
const lookMs = 5_000
/** No upgrade takes longer than this to be looked at. */
const forgetEndedMs = 60_000

/** What is counted by address goes by HTTP alone. */
async function overHttp() {
  throw new AppError('bad_input', 'This call goes by HTTP.')
}

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

const frameOf = sharedFrames<string>('text')

/** The one upgrade handler: previews by their Host, then tRPC and Yjs, each authenticated and authorised (rule 6). */
export function handleUpgrades(server: Server, { services, gateway, site }: Deps): Upgrades {
  const trpcSockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false })
  const docSockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false })
  /** By whose auth session a socket is open. */
  const owners = new Map<WebSocket, string>()
  /** Auth sessions that ended lately, for upgrades that were being looked at just then. */
  const ended = new Set<string>()

  /** Ties the socket to the auth session, so that it ends with it, also if it has ended meanwhile. */
  const own = (client: WebSocket, { authSessionId }: SignedIn) => {
    owners.set(client, authSessionId)
    client.on('close', () => owners.delete(client))
    if (ended.has(authSessionId)) shut(client, closeCodes.notSignedIn, 'Signed out.')
  }

  const context = (request: IncomingMessage, signedIn: SignedIn): ApiContext => ({
    services,
    signedIn,
    host: request.headers.host ?? '',
    setCookie: () => {},
    countEntry: overHttp,
    countToken: overHttp,
  })
  const onError = (error: TRPCError, path: string | undefined) => {
    if (error.code === 'INTERNAL_SERVER_ERROR')
      services.log.error({ err: error.cause ?? error, path }, 'a subscription failed')
  }

  const upgradeTrpc = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const signedIn = await services.auth.authenticate(request.headers.cookie)
    if (!signedIn) return refuse(socket, 401, 'Unauthorized')
    trpcSockets.handleUpgrade(request, socket, head, (client) => {
      own(client, signedIn)
      // readers of a room get the same text, mostly
      client.send = (message: string) => {
        if (client.readyState === client.OPEN) socket.write(frameOf(message))
      }
      serveSubscriptions(client, { ctx: context(request, signedIn), onError })
    })
  }

  // apart from what listens to the socket later: that would keep the request for as long as the socket is open
  const acceptDoc = (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    new Promise<WebSocket>((resolve) => docSockets.handleUpgrade(request, socket, head, resolve))

  const upgradeDoc = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const client = await acceptDoc(request, socket, head)
    // frames that come while it is looked up who this is
    const early = keepEarlyFrames(client)
    client.on('error', () => client.terminate())
    try {
      const signedIn = await services.auth.authenticate(request.headers.cookie)
      if (signedIn) own(client, signedIn)
      const opened = { client, connection: docConnection(client, socket), early }
      await joinDoc(services, signedIn, request.url ?? '', opened)
    } catch (error) {
      services.log.error({ err: error }, 'opening a doc failed')
      client.close(closes.failed.code, closes.failed.reason)
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
    const code = message.replaced ? closeCodes.restarts : closeCodes.notSignedIn
    for (const [client, owner] of owners)
      if (owner === message.authSessionId) shut(client, code, 'Signed out.')
    ended.add(message.authSessionId)
    setTimeout(() => ended.delete(message.authSessionId), forgetEndedMs).unref()
  })

  const sweep = setInterval(() => {
    for (const client of trpcSockets.clients)
      if (client.bufferedAmount > maxBuffered) client.terminate()
  }, sweepMs)
  sweep.unref()

  const lookAtOwners = async () => {
    const asked = new Set(owners.values())
    if (asked.size === 0) return
    const living = await services.auth.living([...asked])
    for (const [client, owner] of owners)
      if (asked.has(owner) && !living.has(owner))
        shut(client, closeCodes.notSignedIn, 'Signed out.')
  }
  const look = setInterval(() => {
    lookAtOwners().catch((error: unknown) =>
      services.log.error({ err: error }, 'looking at who is signed in failed'),
    )
  }, lookMs)
  look.unref()

  return {
    count: () => ({ trpc: trpcSockets.clients.size, docs: docSockets.clients.size }),
    close() {
      clearInterval(sweep)
      clearInterval(look)
      unsubscribe()
      for (const sockets of [trpcSockets, docSockets])
        for (const client of sockets.clients)
          client.close(closes.restarts.code, closes.restarts.reason)
    },
  }
}

function refuse(socket: Duplex, status: number, text: string): void {
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
