import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { AppError } from '../../shared/protocol/errors.ts'

export type PortHandlers = {
  onRequest(request: IncomingMessage, response: ServerResponse): void
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

export type PortListenersOptions = {
  bindHost: string
  /** Inclusive; by default any free port. */
  portRange?: readonly [number, number] | undefined
  /** Open at once; without it, any number. */
  maxPorts?: number | undefined
}

function listen(server: http.Server, port: number, host: string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  const failed = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
    else reject(error)
  }
  server.once('error', failed)
  server.listen(port, host, () => {
    server.off('error', failed)
    resolve(true)
  })
  return promise
}

function portOf(server: http.Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return address.port
}

function connectionsOf(server: http.Server): Promise<number> {
  return new Promise((resolve) =>
    server.getConnections((error, count) => resolve(error ? 0 : count)),
  )
}

/** A new preview id gets a new port. */
export type PortOwner = { sessionId: string; previewId: string }

type Listener = { sessionId: string; opened: Promise<{ server: http.Server; port: number }> }

export class PortListeners {
  readonly #options: PortListenersOptions
  /** By preview id. */
  readonly #open = new Map<string, Listener>()

  constructor(options: PortListenersOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#open.size
  }

  /**
   * At the maximum, closes the port that was asked for longest ago of those without a connection. Throws `conflict` if all
   * have one, `internal` if all ports of the range are taken.
   */
  async portOf({ sessionId, previewId }: PortOwner, handlers: PortHandlers): Promise<number> {
    const known = this.#open.get(previewId)
    if (!known) await this.#makeRoom()
    const found = this.#open.get(previewId) ?? { sessionId, opened: this.#start(handlers) }
    // last in the order: the port that was asked for longest ago comes first
    this.#open.delete(previewId)
    this.#open.set(previewId, found)
    try {
      return (await found.opened).port
    } catch (error) {
      this.#open.delete(previewId)
      throw error
    }
  }

  async forget(sessionId: string): Promise<void> {
    await this.#end([...this.#open].filter(([, listener]) => listener.sessionId === sessionId))
  }

  async close(): Promise<void> {
    await this.#end([...this.#open])
  }

  async #makeRoom(): Promise<void> {
    const { maxPorts = Number.MAX_SAFE_INTEGER } = this.#options
    if (this.#open.size < maxPorts) return
    for (const [previewId, listener] of this.#open) {
      const opened = await listener.opened.catch(() => null)
      if (opened && (await connectionsOf(opened.server)) > 0) continue
      await this.#end([[previewId, listener]])
      return
    }
    throw new AppError(
      'conflict',
      `All ${maxPorts} preview ports of this server are in use. Close previews that you don’t need and try again, or ask whoever runs the server to set PREVIEW_DOMAIN or raise MAX_PREVIEW_PORTS.`,
    )
  }

  async #end(listeners: Array<[string, Listener]>): Promise<void> {
    for (const [previewId] of listeners) this.#open.delete(previewId)
    for (const [, { opened }] of listeners) {
      const listener = await opened.catch(() => undefined)
      listener?.server.closeAllConnections()
      listener?.server.close()
    }
  }

  async #start(handlers: PortHandlers): Promise<{ server: http.Server; port: number }> {
    const server = http.createServer({ requestTimeout: 0 }, handlers.onRequest)
    server.on('upgrade', handlers.onUpgrade)
    const [first, last] = this.#options.portRange ?? [0, 0]
    for (let port = first; port <= last; port++)
      if (await listen(server, port, this.#options.bindHost))
        return { server, port: portOf(server) }
    throw new AppError('internal', 'No port is free for this preview.')
  }
}
