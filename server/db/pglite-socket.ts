import { createServer, type Server, type Socket } from 'node:net'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { ClientConnection } from './pglite-connection.ts'
import { frame, ReadyWatcher, sync, type TransactionStatus } from './wire.ts'

/** `exec` runs whole messages and streams the response. */
export type Backend = {
  exec(messages: Buffer, onData: (bytes: Uint8Array) => void): Promise<void>
}

export type PgliteSocketOptions = {
  backend: Backend
  /** Sent at startup: server_version and the like. */
  parameters: ReadonlyMap<string, string>
  /** How long (ms) an idle connection may hold the backend while others wait. */
  holdLimitMs: number
  /** Resolves when the clients' code has had a chance to run. */
  clientsRan: () => Promise<void>
  onBroken: (error: unknown) => void
}

/** Parts of the hold limit; each counts only once the clients' code has run. */
const holdParts = 10

const sessionReset = [
  'RESET ALL',
  'UNLISTEN *',
  'CLOSE ALL',
  'DISCARD TEMP',
  'SELECT pg_advisory_unlock_all()',
]

/**
 * Shares a single-connection backend. A connection takes it with its first message and keeps it
 * until the backend is ready for a query outside of a transaction; the others wait in order.
 *
 * Live connections share LISTEN, advisory locks and SET outside of a transaction. These are reset
 * when the connection that made them ends.
 */
export class PgliteSocket {
  readonly #options: PgliteSocketOptions
  readonly #server: Server
  readonly #connections = new Set<ClientConnection>()
  readonly #watcher = new ReadyWatcher()
  #waiting: ClientConnection[] = []
  #owner: ClientConnection | null = null
  #running = false
  #broken = false
  #guard: AbortController | undefined
  #nextId = 1

  constructor(options: PgliteSocketOptions) {
    this.#options = options
    this.#server = createServer((socket) => this.accept(socket))
  }

  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(path, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
  }

  accept(socket: Socket): void {
    const connection = new ClientConnection(this.#nextId++, socket, {
      parameters: this.#options.parameters,
      onWork: () => this.#onWork(connection),
    })
    this.#connections.add(connection)
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const connection of this.#connections) connection.destroy()
    await closed
    while (!this.#broken && (this.#running || this.#owner || this.#waiting.length > 0)) {
      await setImmediate()
    }
    this.#stopGuarding()
  }

  #onWork(connection: ClientConnection): void {
    if (connection !== this.#owner && !this.#waiting.includes(connection)) {
      this.#waiting.push(connection)
    }
    this.#turn()
  }

  #turn(): void {
    if (this.#running || this.#broken) return
    this.#running = true
    this.#serve()
      .catch((error: unknown) => {
        this.#broken = true
        this.#options.onBroken(error)
      })
      .finally(() => {
        this.#running = false
        this.#guardHolder()
      })
  }

  async #serve(): Promise<void> {
    for (;;) {
      this.#owner ??= this.#waiting.shift() ?? null
      const owner = this.#owner
      if (!owner) return
      const message = owner.take()
      if (message) {
        if ((await this.#run(message, owner)) !== 'I') continue
        this.#release(owner)
      } else if (owner.gone) {
        await this.#cleanUp(owner)
        owner.finish()
        this.#connections.delete(owner)
        this.#owner = null
      } else if (owner.holds) {
        return
      } else {
        this.#owner = null
        continue
      }
      // Lets the event loop read the sockets, so that nobody jumps the queue.
      await setImmediate()
    }
  }

  #release(owner: ClientConnection): void {
    this.#owner = null
    if ((owner.hasWork || owner.gone) && !this.#waiting.includes(owner)) this.#waiting.push(owner)
  }

  /** Returns null before a Sync. */
  async #run(message: Buffer, to: ClientConnection | null): Promise<TransactionStatus | null> {
    this.#stopGuarding()
    if (to) to.holds = true
    this.#watcher.reset()
    await this.#options.backend.exec(message, (bytes) => {
      this.#watcher.push(bytes)
      to?.answer(bytes)
    })
    const status = this.#watcher.ready
    if (to) {
      to.flush()
      if (status === 'I') to.holds = false
    }
    return status
  }

  /** Removes an ended connection's transaction, statements and settings. */
  async #cleanUp(gone: ClientConnection): Promise<void> {
    if (gone.holds) {
      // Sync ends an unfinished extended query, and the skipping after an error.
      const status = await this.#run(sync, null)
      if (status !== 'I') await this.#run(frame('Q', 'ROLLBACK'), null)
      gone.holds = false
    }
    const closes = [...gone.names.open].map((name) => frame('C', Buffer.from('S'), name))
    for (const close of closes) await this.#run(close, null)
    if (closes.length > 0) await this.#run(sync, null)
    if (!gone.names.dirty) return
    for (const statement of sessionReset) await this.#run(frame('Q', statement), null)
  }

  /** Cuts off an idle holder: it is a bug, and would block everybody. */
  #guardHolder(): void {
    const holder = this.#owner
    if (!holder || this.#waiting.length === 0 || this.#broken) {
      this.#stopGuarding()
      return
    }
    // New waiters don't extend the time.
    this.#guard ??= this.#countDown(holder, new AbortController())
  }

  #stopGuarding(): void {
    this.#guard?.abort()
    this.#guard = undefined
  }

  #countDown(holder: ClientConnection, guard: AbortController): AbortController {
    const { signal } = guard
    const partMs = this.#options.holdLimitMs / holdParts
    const count = async () => {
      for (let part = 0; part < holdParts; part++) {
        await setTimeout(partMs, undefined, { signal })
        await this.#options.clientsRan()
      }
      // Lets the event loop read what the holder has sent meanwhile.
      for (let turn = 0; turn < 2; turn++) await setImmediate(undefined, { signal })
      if (signal.aborted || holder !== this.#owner || this.#running) return
      this.#guard = undefined
      const seconds = this.#options.holdLimitMs / 1000
      holder.refuse(
        '25P03',
        `held the embedded database in silence for ${seconds} s while others waited; inside a transaction only its own handle may be used`,
      )
    }
    count().catch((error: unknown) => {
      if (!signal.aborted) this.#options.onBroken(error)
    })
    return guard
  }
}
