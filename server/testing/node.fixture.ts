import { z } from 'zod'
import { openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { newId } from '../../shared/ids.ts'
import { startAppServer } from './app-server.ts'
import { setUpTestCheckpointer } from './database.ts'

/** A killable server process that shares Postgres and Redis. Prints its address. */
const Start = z.object({
  databaseUrl: z.string(),
  redisUrl: z.string(),
  tokenDelayMs: z.number(),
})
const start = Start.parse(JSON.parse(process.argv[2] ?? ''))

const script = [
  {
    text: 'First I look at what there is, and then I write the list that you want.',
    toolCalls: [
      { name: 'write_file', args: { path: 'src/list.ts', content: 'export const list = [1]\n' } },
    ],
  },
  { text: 'A look at whether it works.', toolCalls: [{ name: 'check_app', args: {} }] },
  { text: 'Done: there is a list with one entry, and it works.' },
]

const log = { info: () => {}, error: (message: string) => console.error(message) }
const database = await openDatabase({ databaseUrl: start.databaseUrl, dataDir: '', log })
await migrate(database, setUpTestCheckpointer)
const server = await startAppServer(script, {
  tokenDelayMs: start.tokenDelayMs,
  env: { REDIS_URL: start.redisUrl },
  database: { ...database, [Symbol.asyncDispose]: () => database.close() },
})
process.send?.({ port: server.port, epoch: server.services.rooms.epochOf(newId()) })
