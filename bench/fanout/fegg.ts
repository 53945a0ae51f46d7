import { eq } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { createJournal } from '../../server/runs/journal.ts'
import { systemClock } from '../../server/lib/clock.ts'
import { startAppServer } from '../../server/testing/app-server.ts'
import { play, tokenText } from './messages.ts'

/** Tokens take a model's way: in by the run's journal, out by the tRPC subscription. */
const server = await startAppServer([], {})
const anna = server.visitor()
await anna.api.auth.guest.mutate()
const sessionId = newId()
await anna.api.sessions.create.mutate({ id: sessionId })
process.send?.({ type: 'listening', url: server.url, cookie: anna.cookie(), sessionId })

process.on('message', async () => {
  const run = {
    ...(await anna.api.messages.send.mutate({
      id: newId(),
      sessionId,
      text: 'hello',
      delivery: 'after',
    })),
  }
  const row = async () =>
    (
      await server.db
        .select()
        .from(runs)
        .where(eq(runs.id, run.runId ?? ''))
    )[0]
  let found = await row()
  while (found?.status !== 'done') {
    await new Promise((resolve) => setTimeout(resolve, 20))
    found = await row()
  }
  // before it sees the run's end, the room drops the tokens
  await (await server.services.rooms.get(sessionId)).wake()
  const journal = createJournal(
    {
      ...server.services,
      clock: systemClock,
      flushMs: 400,
      onError: (error) => console.error(error),
    },
    { run: found, lease: found.lease },
  )
  process.send?.({ type: 'sent', ...(await play((index) => journal.token(99, tokenText(index)))) })
})
