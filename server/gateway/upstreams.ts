import http from 'node:http'
import type { Duplex } from 'node:stream'
import { clientOf } from '../sandbox/origin-request.ts'
import type { PreviewUpstream, Sandboxes } from '../sandbox/port.ts'

/** Idle connections to a sandbox are kept for the next requests: a page of Vite's makes about a hundred. */
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
    // The callback's type has no way to say that there is no stream when there is an error.
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

/** A way to a sandbox's preview, with its kept connections. */
export interface Route {
  readonly upstream: PreviewUpstream
  /** The Host header that has to be sent in place of the browser's; undefined where any will do. */
  readonly host: string | undefined
  /** Begins a request over a kept connection, or over one of its own for an upgrade. */
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

/** The sessions' ways to their sandboxes; a new one where a sandbox has been replaced. */
export class Upstreams {
  readonly #sandboxes: Pick<Sandboxes, 'connectPreview'>
  readonly #routes = new Map<string, Route>()

  constructor(sandboxes: Pick<Sandboxes, 'connectPreview'>) {
    this.#sandboxes = sandboxes
  }

  /** Wakes the sandbox where that is needed. Throws what `connectPreview` throws. */
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
