import { fileURLToPath } from 'node:url'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import type { PoolConfig } from 'pg'
import type { Database } from './database.ts'
import { MigrationError } from './errors.ts'

/** The schema of the checkpointer's tables. */
export const checkpointSchema = 'langgraph'

/** Creates or updates the checkpointer's tables in `schema`; must do no harm when they are there. */
export type SetUpCheckpointer = (connection: PoolConfig, schema: string) => Promise<void>

const migrations = fileURLToPath(new URL('../../drizzle/migrations', import.meta.url))
// Any number that nothing else in the same database locks.
const migrationLock = 7_303_014_652_118

/**
 * Brings the database's tables to this version's, the checkpointer's included. Servers that start at once
 * on one Postgres do it one after the other: the lock belongs to a connection of its own and ends with it.
 * (A pooler in transaction mode breaks such locks: DATABASE_URL must reach Postgres itself.)
 * @throws MigrationError
 */
export async function migrate(
  database: Database,
  setUpCheckpointer: SetUpCheckpointer,
): Promise<void> {
  const lock = await database.sql.reserve()
  try {
    await lock`select pg_advisory_lock(${migrationLock})`
    try {
      await runMigrations(database.db, { migrationsFolder: migrations })
      await setUpCheckpointer(database.connection, checkpointSchema)
    } catch (error) {
      throw new MigrationError(error)
    } finally {
      await lock`select pg_advisory_unlock(${migrationLock})`
    }
  } finally {
    lock.release()
  }
}
