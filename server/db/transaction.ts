import { drizzle } from 'drizzle-orm/node-postgres'
import type pg from 'pg'
import type { Db, Tx } from '../../drizzle/types.ts'
import * as schema from '../../drizzle/schema.ts'
import { isConnectionLoss, saysLost } from './errors.ts'
import type { Pool } from './pool.ts'

const mostBegins = 3

type Work<T> = (tx: Tx) => Promise<T>
type Config = Parameters<Db['transaction']>[1]

/**
 * Drizzle's own transactions on a pool lose the connection for good when `begin` fails, and let a
 * failed rollback hide why the work failed.
 */
export function drizzleOn(pool: Pool): Db {
  const onClient = new WeakMap<pg.PoolClient, Db>()
  const dbOf = (client: pg.PoolClient) => {
    const db = onClient.get(client) ?? drizzle(client, { schema })
    onClient.set(client, db)
    return db
  }
  const transaction = async <T>(work: Work<T>, config?: Config): Promise<T> => {
    for (let left = mostBegins - 1; ; left--) {
      const client = await pool.connect()
      const tried = await tryTransaction(client, dbOf(client), work, config)
      if (tried.done) return tried.result
      if (tried.begun || left === 0 || !isConnectionLoss(tried.error)) throw tried.error
    }
  }
  return Object.assign(drizzle(pool, { schema }), { transaction })
}

type Tried<T> = { done: true; result: T } | { done: false; begun: boolean; error: unknown }

/** Releases the client. `begun` is false if nothing of the work was done. */
async function tryTransaction<T>(
  client: pg.PoolClient,
  db: Db,
  work: Work<T>,
  config: Config,
): Promise<Tried<T>> {
  let begun = false
  const failures: unknown[] = []
  const watched = async (tx: Tx) => {
    begun = true
    try {
      return await work(tx)
    } catch (error) {
      failures.push(error)
      throw error
    }
  }
  try {
    const result = await db.transaction(watched, { isolationLevel: 'read committed', ...config })
    client.release()
    return { done: true, result }
  } catch (error) {
    const reason = failures.length > 0 ? failures[0] : error
    // A failed begin, commit or rollback leaves the connection in an unknown state.
    const unusable = reason !== error || failures.length === 0 || saysLost(reason)
    client.release(unusable)
    return { done: false, begun, error: reason }
  }
}
