import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Duplex, pipeline, type Readable, type Writable } from 'node:stream'
import { finalStatus, hasBody, towardsBrowser, towardsSandbox } from '../upstream/headers.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import { openRoute, type Route } from '../upstream/route.ts'
import { type Backoff, backoffMs } from '../../shared/backoff.ts'
import { systemClock } from '../lib/clock.ts'
import type { Refused } from './visit.ts'

export const proxyLimits = {
  /** Of all that one visit sends and gets. */
  bytes: 200_000_000,
  /** Connections of the browser, at once. */
  connections: 256,
  /** WebSockets of the page, at once. */
  sockets: 50,
  /** Of the list of what was refused. */
  refused: 50,
} as const

/** A restarting dev server closes its port for a moment. */
const retries = 7
const backoff: Backoff = { baseMs: 40, maxMs: 2_000 }

/** Of a refused address, at most this is kept. */
const addressLength = 300

export interface VisitProxy {
  /** For the browser's settings. */
  server: string
  /** Of the one page that it leads to. Nobody else knows its name. */
  origin: string
  refused: readonly Refused[]
  /** Resolves when the preview doesn't answer for a page, again and again. */
  unreached: Promise<void>
  close(): void
}

/** The page's host in the request, or null for any other. */
function pathFor(name: string, { url = '/', headers }: IncomingMessage): string | null {
  if (headers.host !== name) return null
  if (url.startsWith('/')) return url
  const prefix = `http://${name}/`
  return url.startsWith(prefix) ? url.slice(prefix.length - 1) : null
}

/**
 * An HTTP proxy on a port of its own that leads to one preview and nowhere else. Its host has a random name, which stands for
 * a password: other programs of this machine don't know it.
 */
export async function openVisitProxy(upstream: PreviewUpstream): Promise<VisitProxy> {
  const name = `p${randomBytes(16).toString('hex')}.localhost`
  const route = openRoute(upstream)
  const refused: Refused[] = []
  const sockets = new Set<Duplex>()
  const nobody = Promise.withResolvers<void>()
  let bytes = 0
  let upgraded = 0

  const refuse = (request: IncomingMessage) => {
    if (refused.length < proxyLimits.refused)
      refused.push({
        url: (request.url ?? '').slice(0, addressLength),
        method: request.method ?? 'GET',
      })
  }
  const count = (more: number) => {
    bytes += more
    return bytes <= proxyLimits.bytes
  }
  const server = http.createServer((request, response) => {
    const path = pathFor(name, request)
    if (path === null) {
      refuse(request)
      answer(response, 403, 'A check reaches its own page alone.')
      return
    }
    if (bytes > proxyLimits.bytes) return answer(response, 503, 'The page loaded too much.')
    void pass(route, { path, request, response }, count, nobody.resolve)
  })
  server.maxConnections = proxyLimits.connections
  server.on('connection', (socket) => {
    // a tunnel, the server and both ways of a web socket listen
    socket.setMaxListeners(30)
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // ws:// goes through a tunnel: its inside is read as any other connection
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy())
    if (request.url !== `${name}:80`) {
      refuse(request)
      endWith(socket, 403)
      return
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    server.emit('connection', socket)
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const path = pathFor(name, request)
    if (path === null || upgraded >= proxyLimits.sockets) {
      if (path === null) refuse(request)
      endWith(socket, 403)
      return
    }
    upgraded += 1
    socket.once('close', () => {
      upgraded -= 1
    })
    passUpgrade(route, path, { request, socket, head }, count)
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    server: `http://127.0.0.1:${port}`,
    origin: `http://${name}`,
    refused,
    unreached: nobody.promise,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      route.close()
    },
  }
}

function answer(response: ServerResponse, status: number, words: string): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(words)
}

function endWith(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  )
}

interface Exchange {
  path: string
  request: IncomingMessage
  response: ServerResponse
}

/** `count` gets the bytes of each piece, and says whether more may come. False: there was no answer. */
function passOnce(
  route: Route,
  { path, request, response }: Exchange,
  count: (bytes: number) => boolean,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const withBody = hasBody(request.headers)
  const onward = route.request(
    {
      method: request.method ?? 'GET',
      path,
      headers: towardsSandbox(request.headers, route.host),
    },
    withBody ? 'own' : 'kept',
  )
  const leave = () => onward.destroy()
  response.once('close', leave)
  // also after an error, and for an answer that switches the protocol unasked
  onward.on('close', () => {
    response.off('close', leave)
    resolve(false)
  })
  onward.on('error', () => undefined)
  onward.on('response', (incoming) => {
    if (route.upstream.kind === 'origin' && incoming.statusCode === 502) {
      onward.destroy()
      return
    }
    resolve(true)
    try {
      response.writeHead(finalStatus(incoming), towardsBrowser(incoming.headers, null))
    } catch {
      // Node throws on invalid headers
      onward.destroy()
      answer(response, 502, 'The preview sent an invalid HTTP response.')
      return
    }
    incoming.on('data', (chunk: Buffer) => {
      if (!count(chunk.byteLength)) response.destroy()
    })
    join(incoming, response)
  })
  request.on('data', (chunk: Buffer) => {
    if (!count(chunk.byteLength)) response.destroy()
  })
  if (withBody) request.pipe(onward)
  else onward.end()
  return promise
}

/** Calls `unreached` if the request is for a page and the preview never answers. */
async function pass(
  route: Route,
  exchange: Exchange,
  count: (bytes: number) => boolean,
  unreached: () => void,
): Promise<void> {
  const { request, response } = exchange
  for (let failures = 0; failures <= retries; failures += 1) {
    if (await passOnce(route, exchange, count)) return
    if (response.destroyed) return
    // a body can't be sent twice
    if (hasBody(request.headers) || failures === retries) break
    await route.upstream.lost().catch(() => undefined)
    await systemClock.sleep(backoffMs(failures, Math.random, backoff))
  }
  if (request.headers.accept?.includes('text/html')) unreached()
  answer(response, 502, 'The preview does not respond.')
}

/** Node throws where one of them has ended already. */
function join(from: Readable, to: Writable): void {
  if (from.destroyed || to.destroyed) {
    from.destroy()
    to.destroy()
    return
  }
  pipeline(from, to, () => undefined)
}

function passUpgrade(
  route: Route,
  path: string,
  { request, socket, head }: { request: IncomingMessage; socket: Duplex; head: Buffer },
  count: (bytes: number) => boolean,
): void {
  const onward = route.request(
    {
      method: 'GET',
      path,
      headers: {
        ...towardsSandbox(request.headers, route.host),
        connection: 'Upgrade',
        upgrade: request.headers.upgrade ?? 'websocket',
      },
    },
    'own',
  )
  socket.once('close', () => onward.destroy())
  onward.on('upgrade', (incoming, upstream, first) => {
    const lines = Object.entries(incoming.headersDistinct).flatMap(([key, values = []]) =>
      values.map((value) => `${key}: ${value}`),
    )
    socket.write(`HTTP/1.1 101 ${STATUS_CODES[101]}\r\n${lines.join('\r\n')}\r\n\r\n`)
    if (first.length > 0) socket.write(first)
    if (head.length > 0) upstream.write(head)
    for (const stream of [socket, upstream])
      stream.on('data', (chunk: Buffer) => {
        if (!count(chunk.byteLength)) socket.destroy()
      })
    join(socket, upstream)
    join(upstream, socket)
  })
  onward.on('response', (incoming) => {
    incoming.resume()
    endWith(socket, finalStatus(incoming))
  })
  onward.on('error', () => endWith(socket, 502))
  onward.end()
}
