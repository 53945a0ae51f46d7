import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TRPCError } from '@trpc/server'
import { type WebSocket, WebSocketServer } from 'ws'
import { AppError } from '../../shared/protocol/errors.ts'
import { closeCodes, closes } from '../../shared/protocol/close-codes.ts'
import type { ApiContext, Services } from '../api/context.ts'
import type { SignedIn } from '../auth/auth.ts'
import { readBrowserKey } from '../auth/browser-key.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { docConnection, keepEarlyFrames } from './doc-connection.ts'
import { createAddressOf } from './address-of.ts'
import { joinDoc } from './join-doc.ts'
import { isOwnHost, isOwnOrigin, type Site } from './origins.ts'
import { sharedFrames } from './shared-frames.ts'
import { cutSilentSockets } from './silent-sockets.ts'
import { shut } from './shut.ts'
import { serveSubscriptions } from './subscriptions.ts'

/** In bytes. `ws` cuts the connection above it; docs refuse sooner, with a reason. */
const maxPayload = 2_000_000
/** In ms. A peer that reads nothing can't answer a close, and what waits for it is freed. */
const closeTimeout = 5_000
const socketOptions = { noServer: true, maxPayload, perMessageDeflate: false, closeTimeout }
/** Auth sessions are re-checked: they expire, and bus messages may be lost. */
const authCheckMs = 5_000
/** Longer than any upgrade takes to authenticate. */
const forgetEndedMs = 60_000

async function overHttp() {
  throw new AppError('bad_input', 'Send this call over HTTP: it isn’t available on a WebSocket.')
}

interface Deps {
  services: Services
  gateway: Gateway
  site: Site
  /** As Fastify's. */
  trustProxy: number | string | false
  pingMs: number
}

export interface Upgrades {
  count(): { trpc: number; docs: number }
  close(): void
}

const frameOf = sharedFrames<string>('text')

/** How long a peer may take to answer a close frame when the server stops. */
const closeGraceMs = 500

/** Previews by Host, then tRPC and Yjs, authenticated and authorized (rule 6). */
export function handleUpgrades(
  server: Server,
  { services, gateway, site, trustProxy, pingMs }: Deps,
): Upgrades {
  const quota = services.sockets
  const addressOf = createAddressOf(trustProxy)
  const trpcSockets = new WebSocketServer(socketOptions)
  const docSockets = new WebSocketServer(socketOptions)
  const owners = new Map<WebSocket, string>()
  /** Close codes of recently ended auth sessions, for upgrades still authenticating. */
  const ended = new Map<string, number>()
  const authenticate = ({ headers }: IncomingMessage) =>
    services.auth.authenticate(headers.cookie, readBrowserKey(headers))

  const hold = (socket: Duplex, kind: 'address' | 'person', key: string) => {
    const release = quota.take(kind, key)
    if (socket.destroyed) release()
    else socket.once('close', release)
  }

  /** Closes the socket when its auth session ends, or at once if it already has. */
  const own = (client: WebSocket, { authSessionId }: SignedIn) => {
    owners.set(client, authSessionId)
    client.on('close', () => owners.delete(client))
    const code = ended.get(authSessionId)
    if (code !== undefined) shut(client, code, 'Signed out.')
  }

  const context = (request: IncomingMessage, signedIn: SignedIn): ApiContext => ({
    services,
    signedIn,
    host: request.headers.host ?? '',
    browserName: null,
    setCookie: () => {},
    browser: null,
    requireCookies: () => {},
    countEntry: overHttp,
    countToken: overHttp,
    socketRefusal: () => null,
  })
  const onError = (error: TRPCError, path: string | undefined) => {
    if (error.code === 'INTERNAL_SERVER_ERROR')
      services.log.error({ err: error.cause ?? error, path }, 'a subscription failed')
  }

  const upgradeTrpc = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const signedIn = await authenticate(request)
    if (!signedIn) return refuse(socket, 401, 'Unauthorized')
    const refusal = quota.refusal('person', signedIn.user.id)
    if (refusal) return refuse(socket, 429, 'Too Many Requests', refusal)
    hold(socket, 'person', signedIn.user.id)
    trpcSockets.handleUpgrade(request, socket, head, (client) => {
      own(client, signedIn)
      // a room's subscribers mostly get the same text
      client.send = (message: string) => {
        if (client.readyState === client.OPEN) socket.write(frameOf(message))
      }
      serveSubscriptions(client, { ctx: context(request, signedIn), onError, pingMs })
    })
  }

  // a separate function: a closure here would keep the request in memory
  const acceptDoc = (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    new Promise<WebSocket>((resolve) => docSockets.handleUpgrade(request, socket, head, resolve))

  const upgradeDoc = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const client = await acceptDoc(request, socket, head)
    const early = keepEarlyFrames(client)
    client.on('error', () => client.terminate())
    try {
      const signedIn = await authenticate(request)
      if (signedIn) {
        own(client, signedIn)
        const refusal = quota.refusal('person', signedIn.user.id)
        if (refusal) return client.close(closes.tooMany.code, refusal)
        hold(socket, 'person', signedIn.user.id)
      }
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
    const address = addressOf(request)
    const refusal = quota.refusal('address', address)
    if (refusal) return refuse(socket, 429, 'Too Many Requests', refusal)
    hold(socket, 'address', address)
    open(request, socket, head).catch((error: unknown) => {
      services.log.error({ err: error }, 'an upgrade failed')
      socket.destroy()
    })
  })

  const unsubscribe = services.bus.subscribe((message) => {
    if (message.type !== 'signed_out') return
    // if its auth session was replaced, the browser reconnects with the new one
    const code = message.replaced ? closeCodes.restarts : closeCodes.notSignedIn
    for (const [client, owner] of owners)
      if (owner === message.authSessionId) shut(client, code, 'Signed out.')
    ended.set(message.authSessionId, code)
    setTimeout(() => ended.delete(message.authSessionId), forgetEndedMs).unref()
  })

  const endPings = cutSilentSockets(docSockets.clients, services.clock)

  const closeSignedOut = async () => {
    const asked = new Set(owners.values())
    if (asked.size === 0) return
    const living = await services.auth.living([...asked])
    for (const [client, owner] of owners)
      if (asked.has(owner) && !living.has(owner))
        shut(client, closeCodes.notSignedIn, 'Signed out.')
  }
  const authCheck = setInterval(() => {
    closeSignedOut().catch((error: unknown) =>
      services.log.error({ err: error }, 'checking auth sessions failed'),
    )
  }, authCheckMs)
  authCheck.unref()

  return {
    count: () => ({ trpc: trpcSockets.clients.size, docs: docSockets.clients.size }),
    close() {
      clearInterval(authCheck)
      endPings()
      unsubscribe()
      const clients = [...trpcSockets.clients, ...docSockets.clients]
      for (const client of clients) client.close(closes.restarts.code, closes.restarts.reason)
      // A peer that does not answer the close frame must not keep the HTTP server open.
      const terminate = () => {
        for (const client of clients) client.terminate()
      }
      setTimeout(terminate, closeGraceMs).unref()
    },
  }
}

function refuse(socket: Duplex, status: number, text: string, words = ''): void {
  const head = `HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8`
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(words)}\r\n\r\n${words}`)
}
