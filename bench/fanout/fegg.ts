import { eq } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { createJournal } from '../../server/runs/journal.ts'
import { realTimers } from '../../server/lib/timers.ts'
import { startAppServer } from '../../server/testing/app-server.ts'
import { play, tokenText } from './messages.ts'

/** Our server: tokens go in where a model's come in (the run's journal) and leave by the tRPC subscription. */
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
  // the room has heard of the end: it would forget what is said before that
  await (await server.services.rooms.get(sessionId)).wake()
  const journal = createJournal(
    {
      ...server.services,
      timers: realTimers,
      flushMs: 400,
      onError: (error) => console.error(error),
    },
    { run: found, lease: found.lease },
  )
  process.send?.({ type: 'sent', ...(await play((index) => journal.token(99, tokenText(index)))) })
})
