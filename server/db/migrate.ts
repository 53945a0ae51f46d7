import { fileURLToPath } from 'node:url'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import type { PoolConfig } from 'pg'
import type { Database } from './database.ts'
import { MigrationError } from './errors.ts'

export const checkpointSchema = 'langgraph'

/** Must be idempotent. */
export type SetUpCheckpointer = (connection: PoolConfig, schema: string) => Promise<void>

const migrations = fileURLToPath(new URL('../../drizzle/migrations', import.meta.url))
// Any number that nothing else locks.
const migrationLock = 7_303_014_652_118

/**
 * Migrates the tables, including the checkpointer's. Servers that start together take turns: the
 * lock belongs to its own connection and ends with it. A transaction-mode pooler breaks it:
 * DATABASE_URL must reach Postgres itself.
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
