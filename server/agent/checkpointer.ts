import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import pg from 'pg'
import { checkpointSchema } from '../db/migrate.ts'

function saverOn(pool: pg.Pool, schema: string): PostgresSaver {
  return new PostgresSaver(pool, undefined, { schema })
}

/** A store of checkpoints on the database. `end` closes its connections; `lost` hears of idle ones that break. */
export function openCheckpointer(pool: pg.PoolConfig, lost: (error: Error) => void): PostgresSaver {
  const connections = new pg.Pool({ max: 4, ...pool })
  connections.on('error', lost)
  return saverOn(connections, checkpointSchema)
}

/**
 * Makes the checkpoints' tables where they are missing, in a schema of their own: the migration's `SetUpCheckpointer`. To be called under the migrations' lock:
 * two at once would collide.
 */
export async function setupCheckpointer(pool: pg.PoolConfig, schema: string): Promise<void> {
  const saver = saverOn(new pg.Pool({ ...pool, max: 1 }), schema)
  try {
    await saver.setup()
  } finally {
    await saver.end()
  }
}
