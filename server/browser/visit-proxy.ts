import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream'
import { finalStatus, hasBody, towardsBrowser, towardsSandbox } from '../upstream/headers.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import { openRoute, type Route } from '../upstream/route.ts'
import type { Refused } from './visit.ts'

export const proxyLimits = {
  /** Of all answers to one visit. */
  bytes: 200_000_000,
  /** Connections of the browser, at once. */
  connections: 256,
  /** WebSockets of the page, at once. */
  sockets: 50,
  /** Of the list of what was refused. */
  refused: 50,
} as const

/** Of a refused address, at most this is kept. */
const addressLength = 300

export interface VisitProxy {
  /** For the browser's settings. */
  server: string
  /** Of the one page that it leads to. Nobody else knows its name. */
  origin: string
  refused: readonly Refused[]
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
  let bytes = 0
  let upgraded = 0

  const refuse = (request: IncomingMessage) => {
    if (refused.length < proxyLimits.refused)
      refused.push({
        url: (request.url ?? '').slice(0, addressLength),
        method: request.method ?? 'GET',
      })
  }
  const server = http.createServer((request, response) => {
    const path = pathFor(name, request)
    if (path === null) {
      refuse(request)
      answer(response, 403, 'A check reaches its own page alone.')
      return
    }
    if (bytes > proxyLimits.bytes) return answer(response, 503, 'The page loaded too much.')
    pass(route, { path, request, response }, (more) => {
      bytes += more
      return bytes <= proxyLimits.bytes
    })
  })
  server.maxConnections = proxyLimits.connections
  server.on('connection', (socket) => {
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
    passUpgrade(route, path, { request, socket, head })
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    server: `http://127.0.0.1:${port}`,
    origin: `http://${name}`,
    refused,
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

/** `count` gets the bytes of each piece, and says whether more may come. */
function pass(
  route: Route,
  { path, request, response }: Exchange,
  count: (bytes: number) => boolean,
): void {
  const withBody = hasBody(request.headers)
  const onward = route.request(
    {
      method: request.method ?? 'GET',
      path,
      headers: towardsSandbox(request.headers, route.host),
    },
    withBody ? 'own' : 'kept',
  )
  response.once('close', () => onward.destroy())
  onward.on('error', () => answer(response, 502, 'The preview does not respond.'))
  onward.on('response', (incoming) => {
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
    pipeline(incoming, response, () => undefined)
  })
  if (withBody) request.pipe(onward)
  else onward.end()
}

function passUpgrade(
  route: Route,
  path: string,
  { request, socket, head }: { request: IncomingMessage; socket: Duplex; head: Buffer },
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
    pipeline(socket, upstream, () => undefined)
    pipeline(upstream, socket, () => undefined)
  })
  onward.on('response', (incoming) => {
    incoming.resume()
    endWith(socket, finalStatus(incoming))
  })
  onward.on('error', () => endWith(socket, 502))
  onward.end()
}
