import type { Db } from '../../drizzle/types.ts'
import { withTimeout } from '../lib/async.ts'
import { readDatabaseUrl } from './database-url.ts'
import { type DatabaseLog, type EmbeddedSocket, openEmbedded, socketOf } from './embedded.ts'
import { errorText } from '../lib/describe-error.ts'
import { DatabaseUnfitError, DatabaseUnreachableError, DataDirLockedError } from './errors.ts'
import { type Connection, openPool, type Pool } from './pool.ts'
import { watchShortage } from './shortage.ts'
import { drizzleOn } from './transaction.ts'

export type DatabaseOptions = {
  /** If missing: the embedded database in `dataDir/pg`. */
  databaseUrl?: string | undefined
  dataDir: string
  log?: DatabaseLog
  /** Embedded only: how long (ms) an idle transaction may block others. */
  holdLimitMs?: number
  /** Server only: pool size. */
  maxConnections?: number
}

export type Database = {
  readonly kind: 'embedded' | 'server'
  /**
   * In `db.transaction(tx => …)` use only `tx`: awaiting anything else on the database can
   * deadlock.
   */
  readonly db: Db
  readonly pool: Pool
  /** For LangGraph's checkpointer and for migrations. */
  readonly connection: Connection
  /** What a Postgres server ran out of, in words for people; null if nothing. */
  shortage(): string | null
  /** Rejects after 5 s. */
  ready(): Promise<void>
  /** Idempotent. Waits up to 5 s for queries. */
  close(): Promise<void>
}

const embeddedPool = 4
const serverPool = 10
const readyLimitMs = 5_000

/**
 * Doesn't migrate.
 * @throws DataDirLockedError, DataDirNotWritableError, DatabaseUnreachableError
 */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.databaseUrl === undefined
    ? openEmbeddedDatabase(options)
    : openServerDatabase(options.databaseUrl, options)
}

/**
 * Like `openDatabase`, also while a server of this machine and account holds the embedded database.
 * @throws as `openDatabase`; DataDirLockedError if the holder can't be reached
 */
export async function joinDatabase(options: DatabaseOptions): Promise<Database> {
  try {
    return await openDatabase(options)
  } catch (error) {
    if (!(error instanceof DataDirLockedError) || error.socketDir === null) throw error
    const database = connectEmbedded(socketOf(error.socketDir), options.log, async () => undefined)
    try {
      await database.ready()
    } catch {
      await database.close()
      throw error
    }
    return database
  }
}

async function openEmbeddedDatabase(options: DatabaseOptions): Promise<Database> {
  const log = options.log ?? { info: () => undefined, error: () => undefined }
  const { dataDir, holdLimitMs } = options
  const server = await openEmbedded({ dataDir, log, ...(holdLimitMs && { holdLimitMs }) })
  return connectEmbedded(server, log, () => server.close())
}

function connectEmbedded(
  { host, port }: EmbeddedSocket,
  log: DatabaseLog | undefined,
  close: () => Promise<void>,
): Database {
  const way = { host, port, user: 'postgres', database: 'postgres', password: '', ssl: false }
  const connection: Connection = { ways: [way], kind: 'embedded' }
  return assemble(connection, embeddedPool, log, close)
}

async function openServerDatabase(url: string, options: DatabaseOptions): Promise<Database> {
  const connection: Connection = { ways: readDatabaseUrl(url), kind: 'server' }
  const max = options.maxConnections ?? serverPool
  const database = assemble(connection, max, options.log, async () => undefined)
  try {
    await database.ready()
  } catch (error) {
    await database.close()
    if (error instanceof DatabaseUnfitError) throw error
    throw new DatabaseUnreachableError(`DATABASE_URL: no answer (${errorText(error)})`, {
      cause: error,
    })
  }
  return database
}

function assemble(
  given: Connection,
  max: number,
  log: DatabaseLog | undefined,
  closeServer: () => Promise<void>,
): Database {
  let closed: Promise<void> | undefined
  const lost = (error: Error) => log?.error(`a database connection was lost: ${errorText(error)}`)
  const { ways, kind } = given
  const shortage = watchShortage(ways)
  // the embedded database's disk is watched as DATA_DIR's
  const connection = kind === 'server' ? { ...given, note: shortage.note } : given
  const pool = openPool(connection, { max, lost })
  return {
    kind,
    db: drizzleOn(pool),
    pool,
    connection,
    shortage: shortage.text,
    ready: () => answerInTime(pool),
    close() {
      shortage.close()
      closed ??= pool.end().finally(closeServer)
      return closed
    },
  }
}

async function answerInTime(pool: Pool): Promise<void> {
  await withTimeout(pool.query('select 1'), readyLimitMs, () => {
    throw new Error(`no answer within ${readyLimitMs / 1000} s`)
  })
}
