import { newId } from '../../shared/ids.ts'
import { draftText } from '../../shared/protocol/doc-names.ts'
import { startAppServer } from '../../server/testing/app-server.ts'
import { stateOf } from './state.ts'

const server = await startAppServer([], {
  env: { MAX_SOCKETS_PER_PERSON: '5000', MAX_SOCKETS_PER_ADDRESS: '5000' },
})
const anna = server.visitor()
await anna.api.auth.guest.mutate()
const sessionId = newId()
await anna.api.sessions.create.mutate({ id: sessionId })
const place = {
  url: server.url,
  cookie: anna.cookie(),
  sessionId,
  epoch: server.services.rooms.epochOf(sessionId),
}
process.send?.({ ...place, ...stateOf() })

/** For everybody who follows the session: `events` events and a text of the draft. */
async function happen(events: number): Promise<void> {
  await server.services.lockSession(sessionId, async ({ emit }) => {
    for (let count = 0; count < events; count += 1) emit({ type: 'session_changed' })
  })
  const room = await server.services.rooms.get(sessionId)
  await room.wake()
  const text = room.draftDoc.doc.getText(draftText)
  room.draftDoc.doc.transact(() => {
    text.delete(0, text.length)
    text.insert(0, 'x'.repeat(20_000))
  })
}

process.on('message', async ({ events = 0, collect }: { events?: number; collect?: boolean }) => {
  if (events > 0) await happen(events)
  process.send?.({ ...place, ...stateOf(collect) })
})
