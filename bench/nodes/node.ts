import { eq } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import { openDatabase } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { createJournal } from '../../server/runs/journal.ts'
import { systemClock } from '../../server/lib/clock.ts'
import { startAppServer } from '../../server/testing/app-server.ts'
import { setUpTestCheckpointer } from '../../server/testing/database.ts'
import { newId } from '../../shared/ids.ts'
import { play, tokenText } from '../fanout/messages.ts'
import { NodeStart, ToNode } from './messages.ts'

const { databaseUrl, redisUrl } = NodeStart.parse(JSON.parse(process.env['BENCH_NODE'] ?? ''))
const log = { info: () => {}, error: (message: string) => console.error(message) }
const database = await openDatabase({ databaseUrl, dataDir: '', log })
await migrate(database, setUpTestCheckpointer)
const server = await startAppServer([], {
  env: { REDIS_URL: redisUrl },
  database: { ...database, [Symbol.asyncDispose]: () => database.close() },
})

async function runOf(id: string) {
  const [run] = await server.db.select().from(runs).where(eq(runs.id, id))
  if (!run) throw new Error('there is no such run')
  return run
}

async function make(count: number) {
  const anna = server.visitor()
  await anna.api.auth.guest.mutate()
  const made: Array<{ sessionId: string; runId: string }> = []
  for (let index = 0; index < count; index++) {
    const sessionId = newId()
    await anna.api.sessions.create.mutate({ id: sessionId })
    const { runId } = await anna.api.messages.send.mutate({
      id: newId(),
      sessionId,
      text: 'hello',
      delivery: 'after',
    })
    if (!runId) throw new Error('the message was not queued')
    while ((await runOf(runId)).status !== 'done')
      await new Promise((resolve) => setTimeout(resolve, 20))
    made.push({ sessionId, runId })
  }
  return { type: 'made', cookie: anna.cookie(), sessions: made }
}

async function playAll(ids: readonly string[]) {
  const deps = {
    ...server.services,
    clock: systemClock,
    flushMs: 400,
    onError: (error: unknown) => console.error(error),
  }
  const found = await Promise.all(ids.map((id) => runOf(id)))
  const journals = found.map((run) => createJournal(deps, { run, lease: run.lease }))
  const sent = await play((index) => {
    for (const journal of journals) journal.token(99, tokenText(index))
  })
  return { type: 'sent', ...sent }
}

process.on('message', async (message) => {
  const told = ToNode.parse(message)
  process.send?.(told.do === 'make' ? await make(told.sessions) : await playAll(told.runs))
})
process.send?.({ type: 'listening', url: server.url })
