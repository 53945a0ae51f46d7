import pg from 'pg'
import { withTimeout } from '../lib/async.ts'
import { errorText } from '../lib/describe-error.ts'
import { DatabaseUnfitError, isConnectionLoss, markLoss, sqlState } from './errors.ts'

export type Connection = {
  /** Tried in order: each host, with or without TLS. */
  ways: readonly [pg.ClientConfig, ...pg.ClientConfig[]]
  kind: 'embedded' | 'server'
  /** Gets the SQLSTATE of each error that the database answers. */
  note?: (code: string) => void
}

export type PoolOptions = {
  max: number
  /** How long (ms) a call may take, and wait for a connection. 0: for ever. */
  callLimitMs?: number
  /** Receives errors of idle connections. */
  lost?: ((error: Error) => void) | undefined
}

const connectLimitMs = 10_000
/** A paused or vanished server answers nothing. */
const callLimitMs = 30_000
/** A name may lead to another server meanwhile. */
const lifetimeS = 30 * 60
const endLimitMs = 5_000
// Other hosts of a list would say the same.
const finalCodes = new Set(['28P01', '28000', '3D000', '42501'])

export function openPool(connection: Connection, options: PoolOptions): Pool {
  return new Pool(connection, options)
}

/**
 * A lost connection fails the calls that use it and nothing else: the process goes on, and the
 * next call gets a connection that works.
 */
export class Pool extends pg.Pool {
  readonly #turn: Turn
  readonly #ways: number
  readonly #checked = new WeakMap<pg.PoolClient, number>()

  constructor({ ways, kind, note }: Connection, options: PoolOptions) {
    const turn: Turn = { at: 0, losses: 0, clients: new Set(), note }
    const limitMs = kind === 'embedded' ? 0 : (options.callLimitMs ?? callLimitMs)
    const limits = { query_timeout: limitMs, connectionTimeoutMillis: connectLimitMs }
    super({
      max: options.max,
      connectionTimeoutMillis: limitMs,
      idleTimeoutMillis: 0,
      maxLifetimeSeconds: lifetimeS,
      Client: clientFor(turn, () => ({ ...ways[turn.at % ways.length], ...limits })),
      ...(kind === 'server' && { onConnect: prepare }),
    })
    this.#turn = turn
    this.#ways = ways.length
    this.on('error', options.lost ?? (() => undefined))
    this.on('release', (error: unknown) => {
      if (error && isConnectionLoss(error)) turn.losses++
    })
  }

  override connect(): Promise<pg.PoolClient>
  override connect(callback: ConnectCallback): void
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | void {
    const client = this.#checkOut()
    if (!callback) return client
    void report(client, callback)
  }

  /** Waits up to 5 s for calls, then ends their connections. */
  override async end(): Promise<void> {
    await withTimeout(super.end(), endLimitMs, () => {
      for (const client of this.#turn.clients) destroy(client)
    })
  }

  /** A connection that is older than the last loss is tried first. */
  async #checkOut(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await this.#reach()
      const { losses } = this.#turn
      if ((this.#checked.get(client) ?? losses) === losses) {
        this.#checked.set(client, losses)
        return client
      }
      try {
        await client.query('select 1')
        this.#checked.set(client, losses)
        return client
      } catch {
        client.release(true)
      }
    }
  }

  async #reach(): Promise<pg.PoolClient> {
    let first: unknown
    for (let tried = 0; tried < this.#ways; tried++) {
      const { at } = this.#turn
      try {
        return await super.connect()
      } catch (error) {
        first ??= error
        if (this.ending || isFinal(error)) throw error
        if (this.#turn.at === at) this.#turn.at = (at + 1) % this.#ways
      }
    }
    throw markLoss(first)
  }
}

async function report(checkedOut: Promise<pg.PoolClient>, callback: ConnectCallback) {
  let client: pg.PoolClient
  try {
    client = await checkedOut
  } catch (error) {
    const reason = error instanceof Error ? error : new Error(errorText(error))
    callback(reason, undefined, () => undefined)
    return
  }
  callback(undefined, client, client.release)
}

type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: Error | boolean) => void,
) => void

/** `at`: the way in use. `losses` counts lost connections. */
type Turn = {
  at: number
  losses: number
  clients: Set<pg.Client>
  note: Connection['note'] | undefined
}

/** Ends it at once, whatever it is doing. */
export function destroy(client: pg.ClientBase): void {
  connectionOf(client)?.stream.destroy()
}

function connectionOf(client: pg.ClientBase): pg.Connection | null {
  return 'connection' in client && client.connection instanceof pg.Connection
    ? client.connection
    : null
}

function clientFor(turn: Turn, config: () => pg.ClientConfig): new () => pg.Client {
  return class extends pg.Client {
    constructor() {
      super({ ...config(), ...always })
      turn.clients.add(this)
      // Without a listener it would end the process. The call that was running fails by itself.
      this.on('error', (error) => {
        markLoss(error)
        turn.losses++
      })
      this.on('end', () => turn.clients.delete(this))
      const { note } = turn
      if (note)
        connectionOf(this)?.on('errorMessage', (error: Error) => note(sqlState(error) ?? ''))
    }
  }
}

const always = { keepAlive: true, keepAliveInitialDelayMillis: 10_000, pipeline: true }

function isFinal(error: unknown): boolean {
  return error instanceof DatabaseUnfitError || finalCodes.has(sqlState(error) ?? '')
}

type Facts = {
  pid: number
  encoding: string
  isolation: string
  readOnly: string
}

const facts = `select pg_backend_pid() as pid, current_setting('server_encoding') as encoding,
  current_setting('default_transaction_isolation') as isolation,
  current_setting('transaction_read_only') as "readOnly"`

/**
 * Pins the isolation that the code is written for. What a pooler in transaction mode can't keep
 * must be the database's default.
 */
async function prepare(client: pg.ClientBase): Promise<void> {
  const [found] = (await client.query<Facts>(facts)).rows
  if (!found) throw new Error('the server returned no settings')
  if (found.encoding !== 'UTF8') {
    throw new DatabaseUnfitError(
      `DATABASE_URL: the database has the encoding ${found.encoding}; FeGG needs UTF8. Create one with: create database fegg encoding 'UTF8' template template0`,
    )
  }
  if (found.readOnly === 'on') {
    throw new Error(
      'the server is read-only, as a standby is; DATABASE_URL must lead to the primary',
    )
  }
  if (found.isolation === 'read committed') return
  if ('processID' in client && client.processID !== found.pid) {
    throw new DatabaseUnfitError(
      `DATABASE_URL leads through a connection pooler to a database whose default isolation is ${found.isolation}; run: alter database NAME set default_transaction_isolation = 'read committed', or let DATABASE_URL reach Postgres itself`,
    )
  }
  await client.query(`set default_transaction_isolation = 'read committed'`)
}
