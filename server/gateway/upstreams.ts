import type { Sandboxes } from '../sandbox/port.ts'
import { openRoute, type Route } from '../upstream/route.ts'

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
    const route = openRoute(upstream)
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
