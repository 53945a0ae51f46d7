import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { PreviewUpstream } from '../../upstream/preview-upstream.ts'
import { reservedNames } from './gateway-resource.ts'

const chunk = randomBytes(64 * 1024)

let sent = 0

function sendBig(response: http.ServerResponse, bytes: number): void {
  let left = bytes
  const more = () => {
    while (left > 0) {
      const piece = chunk.subarray(0, Math.min(left, chunk.length))
      left -= piece.length
      sent += piece.length
      if (!response.write(piece)) {
        response.once('drain', more)
        return
      }
    }
    response.end()
  }
  more()
}

export type Seen = {
  method: string
  url: string
  headers: http.IncomingHttpHeaders
  body: { bytes: number; sha256: string }
}

function echo(request: http.IncomingMessage, response: http.ServerResponse): void {
  const hash = createHash('sha256')
  let bytes = 0
  request.on('data', (piece: Buffer) => {
    bytes += piece.length
    hash.update(piece)
  })
  request.on('end', () => {
    const { method = '', url = '', headers } = request
    const seen: Seen = { method, url, headers, body: { bytes, sha256: hash.digest('hex') } }
    response.writeHead(200, {
      'content-type': 'application/json',
      'set-cookie': [
        'mine=1; Path=/',
        'wide=1; Domain=localhost',
        'fegg_session=stolen',
        '=fegg_session=nameless',
        'fegg_preview_x=1',
        ...reservedNames.map((name) => `${name}=planted; Path=/trpc`),
      ],
      'clear-site-data': '"cookies"',
      'content-security-policy': "img-src 'self'",
      'x-own': 'kept',
      connection: 'x-hop',
      'x-hop': 'dropped',
    })
    response.end(JSON.stringify(seen))
  })
}

function serve(request: http.IncomingMessage, response: http.ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://preview')
  const text = Buffer.from('0123456789')
  switch (pathname) {
    case '/echo':
      return echo(request, response)
    case '/range': {
      const [from = 0, to = 9] = (request.headers.range ?? '').match(/\d+/g)?.map(Number) ?? []
      response.writeHead(206, { 'content-range': `bytes ${from}-${to}/10` })
      response.end(text.subarray(from, to + 1))
      return
    }
    case '/events':
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.flushHeaders()
      request.on('close', () => response.end())
      events.add(response)
      return
    case '/big':
      return sendBig(response, Number(searchParams.get('bytes')))
    case '/cut':
      response.writeHead(200, { 'content-length': '1000' })
      response.write('only the beginning', () => request.socket.destroy())
      return
    case '/hang':
      hanging.add(request)
      return
    default:
      response.writeHead(pathname === '/' ? 200 : 404, { 'content-type': 'text/html' })
      response.end('<h1>The preview</h1>')
  }
}

const events = new Set<http.ServerResponse>()
const hanging = new Set<http.IncomingMessage>()

function streamTo(port: number): () => Promise<net.Socket> {
  return async () => {
    const socket = net.connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }
}

/** Responds with these bytes, which needn't be HTTP. */
export async function startRawServer(bytes: string) {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(bytes, 'latin1'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const upstream: PreviewUpstream = {
    kind: 'stream',
    connect: streamTo(port),
    lost: async () => undefined,
  }
  return { upstream, close: () => void server.close() }
}

/** Stands in for a dev server, with its upstream. */
export async function startPreviewServer() {
  const server = http.createServer(serve)
  const sockets = new WebSocketServer({ server })
  sockets.on('headers', (headers) => {
    headers.push('Set-Cookie: fegg_session=stolen', 'Set-Cookie: mine=1')
  })
  sockets.on('connection', (socket, request) => {
    if (request.url === '/headers') socket.send(JSON.stringify(request.headers))
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  let connections = 0
  const connect = streamTo(port)
  const upstream: PreviewUpstream = {
    kind: 'stream',
    async connect() {
      connections += 1
      return connect()
    },
    lost: async () => undefined,
  }
  return {
    port,
    upstream,
    connections: () => connections,
    tell(text: string) {
      for (const response of events) response.write(`data: ${text}\n\n`)
    },
    hanging,
    events,
    /** Bytes that `/big` has written so far. */
    sent: () => sent,
    async close() {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      events.clear()
      hanging.clear()
    },
  }
}
