import { drizzle } from 'drizzle-orm/postgres-js'
import type { PoolConfig } from 'pg'
import postgres from 'postgres'
import type { Db } from '../../drizzle/types.ts'
import * as schema from '../../drizzle/schema.ts'
import { withTimeout } from '../lib/async.ts'
import { readDatabaseUrl } from './database-url.ts'
import { type DatabaseLog, type EmbeddedSocket, openEmbedded, socketOf } from './embedded.ts'
import { DatabaseUnreachableError, DataDirLockedError, errorText } from './errors.ts'

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
  /** Timestamps come as text, JSON goes in as text. */
  readonly sql: postgres.Sql
  /** For LangGraph's checkpointer. */
  readonly connection: PoolConfig
  /** Rejects after 5 s. */
  ready(): Promise<void>
  /** Idempotent. Waits up to 5 s for queries. */
  close(): Promise<void>
}

const embeddedPool = 4
const serverPool = 10
const checkpointerPool = 4
const readyLimitMs = 5_000
const endLimitS = 5

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
    const database = connectEmbedded(socketOf(error.socketDir), async () => undefined)
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
  return connectEmbedded(server, () => server.close())
}

function connectEmbedded(server: EmbeddedSocket, close: () => Promise<void>): Database {
  const sql = postgres({
    ...clientOptions,
    path: server.path,
    user: 'postgres',
    database: 'postgres',
    max: embeddedPool,
    ssl: false,
  })
  const connection: PoolConfig = {
    host: server.host,
    port: server.port,
    user: 'postgres',
    database: 'postgres',
    password: '',
    max: checkpointerPool,
    ssl: false,
  }
  return assemble('embedded', sql, connection, close)
}

async function openServerDatabase(url: string, options: DatabaseOptions): Promise<Database> {
  const address = readDatabaseUrl(url)
  const sql = postgres(address.url, {
    ...clientOptions,
    ...address.options,
    max: options.maxConnections ?? serverPool,
  })
  const connection: PoolConfig = { ...address.pool, max: checkpointerPool }
  const database = assemble('server', sql, connection, async () => undefined)
  try {
    await database.ready()
  } catch (error) {
    await database.close()
    throw new DatabaseUnreachableError(`DATABASE_URL: no answer (${errorText(error)})`, {
      cause: error,
    })
  }
  return database
}

const clientOptions = {
  // "already exists, skipping" from earlier migrations.
  onnotice: () => undefined,
  connect_timeout: 10,
} satisfies postgres.Options<Record<string, postgres.PostgresType>>

function assemble(
  kind: Database['kind'],
  sql: postgres.Sql,
  connection: PoolConfig,
  closeServer: () => Promise<void>,
): Database {
  let closed: Promise<void> | undefined
  return {
    kind,
    db: drizzle(sql, { schema }),
    sql,
    connection,
    ready: () => answerInTime(sql),
    close() {
      closed ??= sql.end({ timeout: endLimitS }).finally(closeServer)
      return closed
    },
  }
}

async function answerInTime(sql: postgres.Sql): Promise<void> {
  await withTimeout(sql`select 1`.execute(), readyLimitMs, () => {
    throw new Error(`no answer within ${readyLimitMs / 1000} s`)
  })
}
