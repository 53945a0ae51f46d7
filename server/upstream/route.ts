import http from 'node:http'
import type { Duplex } from 'node:stream'
import { clientOf } from './origin-request.ts'
import type { PreviewUpstream } from './preview-upstream.ts'

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

export function openRoute(upstream: PreviewUpstream): Route {
  return upstream.kind === 'stream' ? streamRoute(upstream) : originRoute(upstream)
}
