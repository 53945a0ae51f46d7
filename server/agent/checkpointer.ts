import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import type pg from 'pg'
import { checkpointSchema } from '../db/migrate.ts'
import { type Connection, openPool } from '../db/pool.ts'

const poolSize = 4

function saverOn(pool: pg.Pool, schema: string): PostgresSaver {
  return new PostgresSaver(pool, undefined, { schema })
}

/** `end()` closes the connections; `lost` receives errors of idle ones. */
export function openCheckpointer(
  connection: Connection,
  lost: (error: Error) => void,
): PostgresSaver {
  return saverOn(openPool(connection, { max: poolSize, lost }), checkpointSchema)
}

/** The migration's `SetUpCheckpointer`. Call it under the migration lock: concurrent setups collide. */
export async function setupCheckpointer(connection: Connection, schema: string): Promise<void> {
  const saver = saverOn(openPool(connection, { max: 1, callLimitMs: 0 }), schema)
  try {
    await saver.setup()
  } finally {
    await saver.end()
  }
}
