import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator'
import type { PoolClient } from 'pg'
import type { Database } from './database.ts'
import { MigrationError } from './errors.ts'
import { type Connection, openPool, type Pool } from './pool.ts'

export const checkpointSchema = 'langgraph'

/** Must be idempotent. */
export type SetUpCheckpointer = (connection: Connection, schema: string) => Promise<void>

const migrations = fileURLToPath(new URL('../../drizzle/migrations', import.meta.url))
// Any number that nothing else locks.
const migrationLock = 7_303_014_652_118

/**
 * Migrates the tables, including the checkpointer's. Servers that start together take turns: the
 * lock belongs to a transaction, so it works through a pooler too.
 * @throws MigrationError
 */
export async function migrate(
  { connection }: Database,
  setUpCheckpointer: SetUpCheckpointer,
): Promise<void> {
  // A change of a large table may take long.
  const pool = openPool(connection, { max: 2, callLimitMs: 0 })
  try {
    await underLock(connection, pool, async () => {
      await onOneClient(pool, (client) =>
        runMigrations(drizzle(client), { migrationsFolder: migrations }),
      )
      await setUpCheckpointer(connection, checkpointSchema)
    })
  } catch (error) {
    throw new MigrationError(error)
  } finally {
    await pool.end()
  }
}

/** The embedded database has one server, and an open transaction would keep all others out. */
async function underLock(connection: Connection, pool: Pool, work: () => Promise<void>) {
  if (connection.kind === 'embedded') return work()
  await onOneClient(pool, async (client) => {
    await client.query('begin')
    await client.query('set local idle_in_transaction_session_timeout = 0')
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock])
    await work()
    await client.query('commit')
  })
}

async function onOneClient(pool: Pool, work: (client: PoolClient) => Promise<void>) {
  const client = await pool.connect()
  let failed = true
  try {
    await work(client)
    failed = false
  } finally {
    client.release(failed)
  }
}
