/** A sandbox's only way out: an HTTP proxy that enforces its rules. */
import { chmod, mkdir } from 'node:fs/promises'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import net from 'node:net'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { resolveName } from './addresses.ts'
import {
  allowedAddresses,
  type Destination,
  headersPort,
  parseDestination,
  type Policy,
  RefusedError,
  type Resolve,
  whyRefused,
} from './egress-policy.ts'
import { type Front, type Injecting, serveFront } from './header-front.ts'
import { headersFor } from './header-rules.ts'
import { join } from '../guest/tunnel.ts'
import { listen } from '../lib/listen.ts'
import type { NetworkRules } from './network-rules.ts'
import { passHead } from './pass-head.ts'
import type { Registry } from './registry.ts'

export const proxySocketName = 'proxy.sock'
const connectTimeoutMs = 10_000
export const defaultMaxConnections = 256
const maxNoted = 200
const hopHeaders = [
  'proxy-connection',
  'proxy-authorization',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
]

export type RefusalLog = (target: string, reason: string) => void

export interface EgressSettings {
  registry: Registry | null
  rules: NetworkRules
  log: RefusalLog
  /** Null if the sandbox doesn't trust the authority: then rules put in no headers. */
  injecting?: Injecting | null
  resolve?: Resolve
  /** Replaced in tests. */
  dial?: (address: string, port: number) => Promise<net.Socket>
}

interface Flow {
  to: Destination
  address: string
  socket: net.Socket
  /** The sandbox's side of the connection. */
  client: Duplex
}

async function dial(host: string, port: number): Promise<net.Socket> {
  const socket = net.connect({ host, port, noDelay: true })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.setTimeout(connectTimeoutMs, () => reject(new Error(`${host} does not respond`)))
      socket.once('error', reject)
      socket.once('connect', () => resolve())
    })
    return socket.setTimeout(0)
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent || response.destroyed) response.destroy()
  else response.writeHead(status).end()
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

export class EgressProxy {
  readonly server: http.Server
  #policy: Policy
  readonly #log: RefusalLog
  readonly #injecting: Injecting | null
  readonly #resolve: Resolve
  readonly #dial: (address: string, port: number) => Promise<net.Socket>
  readonly #sockets = new Set<Duplex>()
  readonly #flows = new Set<Flow>()
  #opening = 0
  readonly #noted = new Set<string>()

  constructor(settings: EgressSettings) {
    const { registry, rules, log } = settings
    this.#policy = { registry, rules }
    this.#log = log
    this.#injecting = settings.injecting ?? null
    this.#resolve = settings.resolve ?? resolveName
    this.#dial = settings.dial ?? dial
    this.server = http.createServer((request, response) => void this.#forward(request, response))
    this.server.maxConnections = defaultMaxConnections
    this.server.requestTimeout = 0
    this.server.on('connection', (socket: net.Socket) => {
      this.#track(socket).on('close', () => this.#cutFlowsOf(socket))
    })
    this.server.on('connect', (request, client, head) => void this.#connect(request, client, head))
    this.server.on('clientError', (_error, socket) => socket.destroy())
  }

  get rules(): NetworkRules {
    return this.#policy.rules
  }

  /** Closes connections that the new rules refuse. */
  setRules(rules: NetworkRules): void {
    this.#policy = { ...this.#policy, rules }
    for (const { to, address, socket } of this.#flows)
      if (whyRefused(this.#policy, to, address) !== null) socket.destroy()
  }

  /** Any account may connect to the socket: the caller must restrict the parent folder. */
  async listen(folder: string): Promise<void> {
    const socket = path.join(folder, proxySocketName)
    await mkdir(folder)
    await listen(this.server, { path: socket })
    await chmod(folder, 0o755)
    await chmod(socket, 0o666)
  }

  close(): void {
    this.server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #track<S extends Duplex>(socket: S): S {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    return socket
  }

  #note(target: string, error: unknown): void {
    const reason = wordsOf(error)
    const key = `${target}\n${reason}`
    if (this.#noted.size >= maxNoted || this.#noted.has(key)) return
    this.#noted.add(key)
    this.#log(target, reason)
  }

  #cutFlowsOf(client: Duplex): void {
    for (const flow of this.#flows) if (flow.client === client) flow.socket.destroy()
  }

  /** Throws RefusedError if no address is allowed. Returns null if the client disconnected. */
  async #open(to: Destination | null, client: Duplex): Promise<net.Socket | null> {
    if (!to) throw new RefusedError('the target is not host:port or an http address')
    // A client may pipeline many connects and close before they open.
    if (this.#opening + this.#flows.size >= defaultMaxConnections)
      throw new Error('the sandbox has too many connections')
    this.#opening += 1
    try {
      return await this.#openFirst(to, client)
    } finally {
      this.#opening -= 1
    }
  }

  async #openFirst(to: Destination, client: Duplex): Promise<net.Socket | null> {
    const failures: unknown[] = []
    for (const address of await allowedAddresses(this.#policy, to, this.#resolve))
      try {
        if (client.destroyed) return null
        return this.#flow(to, address, await this.#dial(address, to.port), client)
      } catch (error) {
        if (error instanceof RefusedError) throw error
        failures.push(error)
      }
    throw failures[0]
  }

  #flow(to: Destination, address: string, socket: net.Socket, client: Duplex): net.Socket | null {
    if (client.destroyed) {
      socket.destroy()
      return null
    }
    // The rules may have changed meanwhile.
    const reason = whyRefused(this.#policy, to, address)
    if (reason !== null) {
      socket.destroy()
      throw new RefusedError(reason)
    }
    const flow = { to, address, socket, client }
    this.#flows.add(flow)
    socket.on('close', () => this.#flows.delete(flow))
    return this.#track(socket)
  }

  async #connect(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    const target = request.url ?? ''
    const to = parseDestination(target)
    const answer = (status: string) => client.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`)
    try {
      const socket = await this.#open(to, client)
      if (!socket) return
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      if (to && this.#injecting && this.#headersFor(to)) {
        if (head.length > 0) client.unshift(head)
        serveFront(client, this.#frontOf(to, client, socket), this.#injecting)
        return
      }
      if (head.length > 0) socket.write(head)
      join(client, socket)
    } catch (error) {
      this.#note(target, error)
      answer(error instanceof RefusedError ? '403 Forbidden' : '502 Bad Gateway')
    }
  }

  #headersFor({ host, port }: Destination): Record<string, string> | null {
    return port === headersPort ? headersFor(this.#policy.rules.headers ?? {}, host) : null
  }

  /** The first request uses `socket`, which shows that the rules allow the target. */
  #frontOf(to: Destination, client: Duplex, socket: net.Socket): Front {
    let first: net.Socket | null = socket
    return {
      host: to.host,
      headers: () => this.#headersFor(to),
      open: async () => {
        const ready = first
        first = null
        return ready && !ready.destroyed ? ready : await this.#open(to, client)
      },
    }
  }

  /** Plain HTTP by proxy: a request in absolute form. */
  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? ''
    const url = /^http:\/\//i.test(target) && URL.canParse(target) ? new URL(target) : null
    const to = url && parseDestination(`${url.hostname}:${url.port || 80}`)
    try {
      const socket = await this.#open(to, request.socket)
      if (url && socket) this.#relay(request, response, url, socket)
    } catch (error) {
      this.#note(target, error)
      refuse(response, error instanceof RefusedError ? 403 : 502)
    }
  }

  #relay(request: IncomingMessage, response: ServerResponse, url: URL, socket: net.Socket): void {
    // The host that was checked, not the client's header.
    const headers = { ...request.headers, host: url.host, connection: 'close' }
    for (const name of hopHeaders) Reflect.deleteProperty(headers, name)
    // An agent would open its own connection.
    const onward = http.request({
      createConnection: () => socket,
      method: request.method ?? 'GET',
      path: url.pathname + url.search,
      headers,
    })
    onward.on('response', (answer) => {
      if (!passHead(answer, answer.headers, response)) {
        onward.destroy()
        refuse(response, 502)
        return
      }
      answer.pipe(response)
      answer.on('error', () => response.destroy())
    })
    onward.on('error', () => refuse(response, 502))
    request.on('error', () => onward.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  }
}
