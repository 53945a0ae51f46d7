import { eq } from 'drizzle-orm'
import { activity, messages, runs, sessions, steps } from '../../drizzle/schema.ts'
import { openDatabase } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { startAppServer } from '../../server/testing/app-server.ts'
import { setUpTestCheckpointer } from '../../server/testing/database.ts'
import { newId } from '../../shared/ids.ts'
import { fillTimes, load, type Place, ServerStart, timedText, ToServer } from './messages.ts'

const { databaseUrl, port } = ServerStart.parse(JSON.parse(process.env['BENCH_SOAK'] ?? ''))
const log = { info: () => {}, error: (message: string) => console.error(message) }
const database = await openDatabase({ databaseUrl, dataDir: '', log })
await migrate(database, setUpTestCheckpointer)
const file = { path: 'src/list.ts', content: `export const list = ['{now}']\n` }
const server = await startAppServer(
  [
    { text: timedText, toolCalls: [{ name: 'write_file', args: file }] },
    { text: timedText, toolCalls: [{ name: 'list_files', args: {} }] },
    { text: timedText },
  ],
  {
    tokenDelayMs: load.tokenDelayMs,
    fill: fillTimes,
    env: { PORT: String(port), MAX_RUNS: String(load.runs), MAX_SESSIONS_PER_HOUR: '1000' },
    database: { ...database, [Symbol.asyncDispose]: () => database.close() },
  },
)

/** A past that fills the record. Returns its last seq. */
async function fillPast(sessionId: string, authorId: string): Promise<number> {
  const at = new Date(Date.now() - 86_400_000)
  const turns = Array.from({ length: load.oldTurns }, (_, turn) => ({
    turn,
    runId: newId(),
    messageId: newId(),
    replyId: newId(),
    order: turn * 6,
  }))
  const base = { sessionId, authorId, authors: [authorId], at }
  await server.db.transaction(async (tx) => {
    await tx.insert(runs).values(
      turns.map(({ turn, runId, messageId, replyId }) => ({
        id: runId,
        sessionId,
        messageId,
        replyId,
        authorId,
        model: 'scripted',
        status: 'done' as const,
        position: turn + 1,
        queuedAt: at,
        startedAt: at,
        endedAt: at,
      })),
    )
    await tx.insert(messages).values(
      turns.flatMap(({ turn, runId, messageId, replyId, order }) => [
        {
          ...base,
          id: messageId,
          from: 'person' as const,
          text: `Please do number ${turn}`,
          order: order + 1,
        },
        { ...base, id: replyId, from: 'agent' as const, runId, text: '', order: order + 2 },
      ]),
    )
    await tx.insert(steps).values(
      turns.flatMap(({ runId }) =>
        [0, 1, 2].map((step) => ({
          runId,
          step,
          text: fillTimes(timedText),
          toolCalls: [],
          at,
        })),
      ),
    )
    await tx.insert(activity).values(
      turns.flatMap(({ runId, order }) =>
        [3, 4, 5, 6].map((place) => ({
          id: newId(),
          sessionId,
          runId,
          personId: authorId,
          at,
          ms: 40,
          state: 'ok' as const,
          order: order + place,
          kind: 'run' as const,
          title: 'Started work',
        })),
      ),
    )
    const lastSeq = load.oldTurns * 6
    await tx.update(sessions).set({ lastSeq }).where(eq(sessions.id, sessionId))
  })
  return load.oldTurns * 6
}

async function make() {
  const places: Place[] = []
  for (let person = 0; person < load.people; person++) {
    const visitor = server.visitor()
    const { id } = await visitor.api.auth.guest.mutate()
    for (let index = 0; index < load.sessions / load.people; index++) {
      const sessionId = newId()
      await visitor.api.sessions.create.mutate({ id: sessionId })
      const seq = await fillPast(sessionId, id)
      places.push({ sessionId, cookie: visitor.cookie(), seq })
    }
  }
  return { type: 'made', places }
}

async function measure() {
  const { user, system } = process.cpuUsage()
  // buffers are freed some turns after the objects that held them
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  return {
    type: 'measured',
    cpuMs: (user + system) / 1_000,
    residentBytes: rss,
    heldBytes: heapUsed + external,
  }
}

process.on('message', async (message) => {
  const told = ToServer.parse(message)
  process.send?.(told.do === 'make' ? await make() : await measure())
})
process.send?.({ type: 'listening', port: server.port })
