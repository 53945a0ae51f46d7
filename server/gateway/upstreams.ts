import http from 'node:http'
import type { Duplex } from 'node:stream'
import { clientOf } from '../sandbox/origin-request.ts'
import type { PreviewUpstream, Sandboxes } from '../sandbox/port.ts'

/** A Vite page sends about a hundred requests. */
const keptIdle = 16

type Created = (error: Error | null, stream: Duplex) => void

class StreamAgent extends http.Agent {
  readonly #open: () => Promise<Duplex>

  constructor(open: () => Promise<Duplex>) {
    super({ keepAlive: true, maxFreeSockets: keptIdle, scheduling: 'lifo' })
    this.#open = open
  }

  override createConnection(_options: http.ClientRequestArgs, created?: Created): null {
    connectBy(this.#open, created)
    return null
  }
}

function connectBy(open: () => Promise<Duplex>, created: Created | undefined): void {
  const failed = (error: unknown) => {
    // The type requires a stream even with an error.
    Reflect.apply(created ?? (() => undefined), undefined, [
      error instanceof Error ? error : new Error(String(error)),
    ])
  }
  open().then((stream) => created?.(null, stream), failed)
}

export interface RouteRequest {
  method: string
  path: string
  headers: http.OutgoingHttpHeaders
}

export interface Route {
  readonly upstream: PreviewUpstream
  /** Replaces the browser's Host header. */
  readonly host: string | undefined
  /** Use `own` for upgrades. */
  request(options: RouteRequest, connection: 'kept' | 'own'): http.ClientRequest
  close(): void
}

function streamRoute(upstream: Extract<PreviewUpstream, { kind: 'stream' }>): Route {
  const open = () => upstream.connect()
  const agent = new StreamAgent(open)
  return {
    upstream,
    host: undefined,
    request: (options, connection) =>
      connection === 'kept'
        ? http.request({ ...options, agent })
        : http.request({
            ...options,
            createConnection: (_options, created) => {
              connectBy(open, created)
              return null
            },
          }),
    close: () => agent.destroy(),
  }
}

function originRoute(upstream: Extract<PreviewUpstream, { kind: 'origin' }>): Route {
  const origin = new URL(upstream.origin)
  const { client, place } = clientOf(origin)
  const agent = new client.Agent({ keepAlive: true, maxFreeSockets: keptIdle, scheduling: 'lifo' })
  return {
    upstream,
    host: origin.host,
    request: (options, connection) =>
      client.request({
        ...options,
        ...place,
        headers: { ...options.headers, ...upstream.headers },
        agent: connection === 'kept' ? agent : false,
      }),
    close: () => agent.destroy(),
  }
}

/** One route per session, replaced with its sandbox. */
export class Upstreams {
  readonly #sandboxes: Pick<Sandboxes, 'connectPreview'>
  readonly #routes = new Map<string, Route>()

  constructor(sandboxes: Pick<Sandboxes, 'connectPreview'>) {
    this.#sandboxes = sandboxes
  }

  /** Wakes the sandbox if needed. Throws what `connectPreview` throws. */
  async route(sessionId: string): Promise<Route> {
    const upstream = await this.#sandboxes.connectPreview(sessionId)
    const known = this.#routes.get(sessionId)
    if (known?.upstream === upstream) return known
    known?.close()
    const route = upstream.kind === 'stream' ? streamRoute(upstream) : originRoute(upstream)
    this.#routes.set(sessionId, route)
    return route
  }

  forget(sessionId: string): void {
    this.#routes.get(sessionId)?.close()
    this.#routes.delete(sessionId)
  }

  close(): void {
    for (const sessionId of [...this.#routes.keys()]) this.forget(sessionId)
  }
}
