/** The only way out of a sandbox: an HTTP proxy that leads to the package registry and nowhere else. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { outerAddresses } from './addresses.ts'
import { join } from './guest/tunnel.ts'
import type { Registry } from './registry.ts'

const CONNECT_TIMEOUT_MS = 10_000
const MAX_CONNECTIONS = 256
const HOP_HEADERS = ['proxy-connection', 'proxy-authorization', 'keep-alive']

export type RefusalLog = (target: string, reason: string) => void

function isRegistry(registry: Registry, url: URL | undefined, defaultPort: number): boolean {
  if (!url) return false
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  return host === registry.host && Number(url.port || defaultPort) === registry.port
}

async function dial(registry: Registry): Promise<net.Socket> {
  const failures: unknown[] = []
  for (const host of await outerAddresses(registry.host)) {
    const socket = net.connect({ host, port: registry.port, noDelay: true })
    try {
      await new Promise<void>((resolve, reject) => {
        socket.setTimeout(CONNECT_TIMEOUT_MS, () => reject(new Error(`${host} does not answer`)))
        socket.once('error', reject)
        socket.once('connect', () => resolve())
      })
      return socket.setTimeout(0)
    } catch (error) {
      socket.destroy()
      failures.push(error)
    }
  }
  throw failures[0]
}

function refusalOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** An egress proxy for one sandbox. The caller lets it listen and closes it. */
export class EgressProxy {
  readonly server: http.Server
  private readonly registry: Registry
  private readonly log: RefusalLog
  private readonly sockets = new Set<Duplex>()

  constructor(registry: Registry, log: RefusalLog) {
    this.registry = registry
    this.log = log
    this.server = http.createServer((request, response) => void this.forward(request, response))
    this.server.maxConnections = MAX_CONNECTIONS
    this.server.requestTimeout = 0
    this.server.on('connection', (socket: net.Socket) => this.track(socket))
    this.server.on('connect', (request, client, head) => void this.connect(request, client, head))
    this.server.on('clientError', (_error, socket) => socket.destroy())
  }

  /** Stops listening and cuts every connection. */
  close(): void {
    this.server.close()
    for (const socket of this.sockets) socket.destroy()
  }

  private track<S extends Duplex>(socket: S): S {
    this.sockets.add(socket)
    socket.on('close', () => this.sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    return socket
  }

  private async connect(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    const target = request.url ?? ''
    const answer = (status: string) => client.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`)
    const url = URL.canParse(`http://${target}`) ? new URL(`http://${target}`) : undefined
    if (!isRegistry(this.registry, url, 80)) {
      this.log(target, 'it is not the package registry')
      answer('403 Forbidden')
      return
    }
    try {
      const socket = this.track(await dial(this.registry))
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      if (head.length > 0) socket.write(head)
      join(client, socket)
    } catch (error) {
      this.log(target, refusalOf(error))
      answer('502 Bad Gateway')
    }
  }

  /** A request in absolute form, as clients send it for an address with plain http. */
  private async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? ''
    const url = URL.canParse(target) ? new URL(target) : undefined
    if (url?.protocol !== 'http:' || !isRegistry(this.registry, url, 80)) {
      this.log(target, 'it is not the package registry')
      response.writeHead(403).end()
      return
    }
    try {
      const socket = this.track(await dial(this.registry))
      this.relay(request, response, url, socket)
    } catch (error) {
      this.log(target, refusalOf(error))
      response.writeHead(502).end()
    }
  }

  private relay(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    socket: net.Socket,
  ): void {
    const headers = { ...request.headers, host: url.host, connection: 'close' }
    for (const name of HOP_HEADERS) Reflect.deleteProperty(headers, name)
    const onward = http.request({
      createConnection: () => socket,
      method: request.method ?? 'GET',
      path: url.pathname + url.search,
      headers,
    })
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
      answer.on('error', () => response.destroy())
    })
    onward.on('error', () => {
      if (response.headersSent) response.destroy()
      else response.writeHead(502).end()
    })
    request.on('error', () => onward.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  }
}
