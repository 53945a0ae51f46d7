import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Log } from '../sandbox/log.ts'
import type { Sandboxes } from '../sandbox/port.ts'
import { createPortGate, gateParameter, type PortGate } from './port-gate.ts'
import { PortListeners } from './port-listeners.ts'
import { previewPort } from '../sandbox/machine.ts'
import { isLocalhost, parsePreviewHost, splitHost } from './preview-host.ts'
import { gatewayLimits, type ProxyContext, proxyRequest } from './proxy-request.ts'
import { proxyUpgrade, refuseUpgrade } from './proxy-upgrade.ts'
import { createResolver, type Resolve } from './resolver.ts'
import { Upstreams } from './upstreams.ts'
import type { Visit } from './visit.ts'
import { Watchers } from './watchers.ts'

export type GatewayOptions = {
  resolve: Resolve
  sandboxes: Pick<Sandboxes, 'connectPreview'>
  /** These may frame previews. */
  appOrigins: () => readonly string[]
  publicPort: () => number
  log: Log
  /** PREVIEW_DOMAIN: a separate registrable domain; port if not the scheme's default. */
  previewDomain?: { host: string; scheme: 'http' | 'https' } | undefined
  /** For port mode: the app's own host. */
  bindHost: string
  portRange?: readonly [number, number] | undefined
  maxPorts?: number | undefined
}

export interface Gateway {
  /** Returns false if the Host isn't a preview's. */
  handleRequest(request: IncomingMessage, response: ServerResponse): boolean
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /**
   * For a browser that reached the app at `requestHost` (a Host header). In port mode the address
   * carries a key and must be opened once unchanged. Throws `bad_input` for a malformed host.
   */
  previewAddress(who: {
    requestHost: string
    sessionId: string
    previewId: string
  }): Promise<string>
  /** Open ports of previews. */
  ports(): number
  /** Closes all connections, after a deletion or a new id. */
  forget(sessionId: string): Promise<void>
  close(): Promise<void>
}

const full = `This preview has ${gatewayLimits.connections} connections, as many as it may have at once. Close tabs that show it and try again.`

class PreviewGateway implements Gateway {
  readonly #options: GatewayOptions
  readonly #domains: readonly string[]
  readonly #upstreams: Upstreams
  readonly #context: ProxyContext
  readonly #listeners: PortListeners
  readonly #watchers: Watchers
  readonly #resolver: ReturnType<typeof createResolver>

  constructor(options: GatewayOptions) {
    this.#options = options
    const own = options.previewDomain && splitHost(options.previewDomain.host)
    this.#domains = own ? ['localhost', own.name] : ['localhost']
    this.#upstreams = new Upstreams(options.sandboxes)
    this.#context = {
      upstreams: this.#upstreams,
      seen: new Set(),
    }
    this.#listeners = new PortListeners(options)
    this.#resolver = createResolver(options.resolve)
    this.#watchers = new Watchers({
      touch: (sessionId) => options.sandboxes.connectPreview(sessionId),
      resolve: (previewId) => this.#resolver.resolve(previewId),
    })
  }

  handleRequest(request: IncomingMessage, response: ServerResponse): boolean {
    const host = parsePreviewHost(request.headers.host, this.#domains)
    if (host.is === 'other') return false
    const previewId = host.is === 'preview' ? host.previewId : null
    this.#settle(response, this.#serve(request, response, previewId, null))
    return true
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const host = parsePreviewHost(request.headers.host, this.#domains)
    if (host.is === 'other') return false
    const previewId = host.is === 'preview' ? host.previewId : null
    this.#settle(socket, this.#upgrade(request, socket, head, previewId, null))
    return true
  }

  ports(): number {
    return this.#listeners.size
  }

  async previewAddress({
    requestHost,
    sessionId,
    previewId,
  }: Parameters<Gateway['previewAddress']>[0]): Promise<string> {
    const host = splitHost(requestHost)
    if (!host)
      throw new AppError(
        'bad_input',
        "Couldn't make the preview's address: the Host header is malformed.",
      )
    const { previewDomain } = this.#options
    const name = `${previewPort}-${previewId}`
    if (isLocalhost(host.name)) {
      const port = host.port === null ? '' : `:${host.port}`
      return `http://${name}.localhost${port}/`
    }
    if (previewDomain) return `${previewDomain.scheme}://${name}.${previewDomain.host}/`
    const gate = createPortGate(previewId)
    const port = await this.#listeners.portOf(
      { sessionId, previewId },
      {
        onRequest: (request, response) =>
          this.#settle(response, this.#serve(request, response, previewId, gate)),
        onUpgrade: (request, socket, head) =>
          this.#settle(socket, this.#upgrade(request, socket, head, previewId, gate)),
      },
    )
    return `http://${host.name}:${port}/?${gateParameter}=${previewId}`
  }

  async forget(sessionId: string): Promise<void> {
    this.#resolver.forget()
    this.#watchers.cutOff(sessionId)
    this.#upstreams.forget(sessionId)
    this.#context.seen.delete(sessionId)
    await this.#listeners.forget(sessionId)
  }

  async close(): Promise<void> {
    this.#watchers.close()
    this.#upstreams.close()
    await this.#listeners.close()
  }

  #settle(target: ServerResponse | Duplex, work: Promise<void>): void {
    target.on('error', () => undefined)
    work.catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'preview request failed')
      target.destroy()
    })
  }

  #isFull(sessionId: string): boolean {
    return this.#watchers.count(sessionId) >= gatewayLimits.connections
  }

  async #visitOf(
    request: IncomingMessage,
    previewId: string | null,
    gate: PortGate | null,
  ): Promise<Visit | null> {
    if (previewId === null || gate?.isOpenFor(request) === false) return null
    const session = await this.#resolver.resolve(previewId)
    if (!session) return null
    const origins = [...this.#options.appOrigins()]
    // In port mode the app frames previews from the same host.
    const host = gate && splitHost(request.headers.host ?? '')
    if (host) origins.push(`http://${host.name}:${this.#options.publicPort()}`)
    return { sessionId: session.sessionId, previewId, frameAncestors: origins.join(' ') }
  }

  async #serve(
    request: IncomingMessage,
    response: ServerResponse,
    previewId: string | null,
    gate: PortGate | null,
  ): Promise<void> {
    const refuse = (status: number, words: string) => {
      response.writeHead(status, { 'content-type': 'text/plain', 'cache-control': 'no-store' })
      response.end(words)
    }
    if (!request.url?.startsWith('/')) return refuse(400, 'Bad request')
    if (gate?.admit(request, response)) return
    const visit = await this.#visitOf(request, previewId, gate)
    if (!visit) return refuse(404, 'Not found')
    const { sessionId } = visit
    if (this.#isFull(sessionId)) return refuse(503, full)
    this.#watchers.add(sessionId, response, { previewId: visit.previewId, watching: false })
    await proxyRequest(this.#context, visit, request, response)
  }

  async #upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    previewId: string | null,
    gate: PortGate | null,
  ): Promise<void> {
    if (!request.url?.startsWith('/')) return refuseUpgrade(socket, 400)
    const visit = await this.#visitOf(request, previewId, gate)
    if (!visit) return refuseUpgrade(socket, 404)
    const { sessionId } = visit
    if (this.#isFull(sessionId)) return refuseUpgrade(socket, 503, full)
    this.#watchers.add(sessionId, socket, { previewId: visit.previewId, watching: true })
    await proxyUpgrade(this.#context, visit, request, socket, head)
  }
}

export function createGateway(options: GatewayOptions): Gateway {
  return new PreviewGateway(options)
}
