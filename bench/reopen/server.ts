import { eq } from 'drizzle-orm'
import { activity, messages, runs, sessions, steps, toolCalls } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { startAppServer } from '../../server/testing/app-server.ts'
import { browserHeaders } from '../browser.ts'

const turns = 250
const toolsPerTurn = 19

const server = await startAppServer([], {})
const anna = server.visitor(browserHeaders)
const me = await anna.api.auth.guest.mutate()
const [long, empty] = [newId(), newId()]
await anna.api.sessions.create.mutate({ id: long, name: 'A long past' })
await anna.api.sessions.create.mutate({ id: empty, name: 'Empty' })

let order = 0
const at = new Date(Date.now() - 86_400_000)
const paragraph = 'The list now sorts by date, and a field above it narrows it down as you type. '

for (let turn = 0; turn < turns; turn++) {
  const [messageId, replyId, runId] = [newId(), newId(), newId()]
  const run = { runId, step: 0 }
  await server.db.transaction(async (tx) => {
    await tx.insert(runs).values({
      id: runId,
      sessionId: long,
      messageId,
      replyId,
      authorId: me.id,
      model: 'scripted',
      status: 'done',
      position: turn + 1,
      queuedAt: at,
      startedAt: at,
      endedAt: at,
    })
    const base = { sessionId: long, authorId: me.id, authors: [me.id], at }
    await tx.insert(messages).values([
      { ...base, id: messageId, from: 'person', text: `Please do number ${turn}`, order: ++order },
      { ...base, id: replyId, from: 'agent', runId, text: '', order: ++order },
    ])
    await tx.insert(steps).values({ ...run, text: paragraph.repeat(3), toolCalls: [], at })
    const calls = Array.from({ length: toolsPerTurn }, (_, index) => `call-${index}`)
    await tx.insert(toolCalls).values(
      calls.map((callId) => ({
        ...run,
        callId,
        tool: 'edit_file',
        title: `src/components/${callId}.tsx`,
        result: 'Edited.',
        ok: true,
        startedAt: at,
        endedAt: at,
      })),
    )
    const entry = { sessionId: long, runId, personId: me.id, at, ms: 40, state: 'ok' as const }
    await tx.insert(activity).values([
      { ...entry, id: newId(), order: ++order, kind: 'run', title: 'Started work' },
      ...calls.map((callId) => ({
        ...entry,
        id: newId(),
        order: ++order,
        kind: 'tool' as const,
        tool: 'edit_file',
        callId,
        title: `src/components/${callId}.tsx`,
      })),
    ])
  })
}
await server.db.update(sessions).set({ lastSeq: order }).where(eq(sessions.id, long))
process.send?.({ url: server.url, cookie: anna.cookie(), long, empty })
