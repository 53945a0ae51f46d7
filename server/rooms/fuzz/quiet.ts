import { asc, eq } from 'drizzle-orm'
import * as Y from 'yjs'
import { drafts, events, sessions } from '../../../drizzle/schema.ts'
import { draftText } from '../../../shared/protocol/doc-names.ts'
import { readEvents } from '../../events/event-log.ts'
import { RecordDoc } from '../record-doc.ts'
import { followRecord } from '../../../client/live/record-view.ts'
import type { World } from './world.ts'

export function shown(world: World) {
  return world.tabs.map(({ index, link, events: applied, begun }) => ({
    tab: index,
    connection: link.connection.get().is,
    draft: link.draft.text.toString(),
    draftState: link.draft.state.get(),
    record: withoutEpoch(link.record.get()),
    lastSeq: applied.at(-1)?.seq ?? begun(),
    live: [...link.live.get().keys()],
    sending: link.outbox.state.get().sending.length,
    people: link.people.get().map(({ person }) => person.name),
    clients: [...link.awareness.getStates().keys()].sort((a, b) => a - b),
  }))
}

function withoutEpoch<View extends { meta: { epoch: string } | null }>(view: View): View {
  return {
    ...view,
    meta: view.meta && { ...view.meta, epoch: '' },
  }
}

export async function stored({ deps: { db, people }, sessionId, tabs }: World) {
  const [session] = await db.select().from(sessions).where(eq(sessions.id, sessionId))
  const lastSeq = session?.lastSeq ?? 0
  const record = new RecordDoc(db, sessionId, '')
  await record.load(lastSeq)
  const reader = followRecord(record.doc, () => {})
  const view = reader.view()
  reader.stop()
  const draft = new Y.Doc()
  const [row] = await db.select().from(drafts).where(eq(drafts.sessionId, sessionId))
  if (row) Y.applyUpdate(draft, row.state)
  const names = people.map(({ name }) => name)
  return tabs.map(({ index, me }) => ({
    tab: index,
    connection: 'online',
    draft: draft.getText(draftText).toString(),
    draftState: 'shared',
    record: withoutEpoch(view),
    lastSeq,
    live: [],
    sending: 0,
    people: [me.name, ...names.filter((name) => name !== me.name)],
    clients: tabs.map((tab) => tab.link.awareness.clientID).sort((a, b) => a - b),
  }))
}

export async function storedEvents({ deps: { db }, sessionId }: World) {
  const rows = await db
    .select({ seq: events.seq })
    .from(events)
    .where(eq(events.sessionId, sessionId))
    .orderBy(asc(events.seq))
  const read = await readEvents(db, sessionId, 0)
  return { seqs: rows.map(({ seq }) => seq), read }
}
