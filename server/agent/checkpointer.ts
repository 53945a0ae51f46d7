import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import pg from 'pg'
import { checkpointSchema } from '../db/migrate.ts'

function saverOn(pool: pg.Pool, schema: string): PostgresSaver {
  return new PostgresSaver(pool, undefined, { schema })
}

/** `end()` closes the connections; `lost` receives errors of idle ones. */
export function openCheckpointer(pool: pg.PoolConfig, lost: (error: Error) => void): PostgresSaver {
  const connections = new pg.Pool({ max: 4, ...pool })
  connections.on('error', lost)
  return saverOn(connections, checkpointSchema)
}

/** The migration's `SetUpCheckpointer`. Call it under the migration lock: concurrent setups collide. */
export async function setupCheckpointer(pool: pg.PoolConfig, schema: string): Promise<void> {
  const saver = saverOn(new pg.Pool({ ...pool, max: 1 }), schema)
  try {
    await saver.setup()
  } finally {
    await saver.end()
  }
}
