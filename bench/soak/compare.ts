import { isDeepStrictEqual } from 'node:util'
import { and, asc, eq, gt, inArray } from 'drizzle-orm'
import { drafts, messages, runs, steps } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { draftText, recordMaps } from '../../shared/protocol/doc-names.ts'
import { readEvents } from '../../server/events/event-log.ts'
import { newestMessageIds, projectMessages } from '../../server/rooms/project-messages.ts'
import { projectMeta } from '../../server/rooms/project-meta.ts'
import * as Y from 'yjs'
import type { DocLine } from './doc-line.ts'
import type { EventLine } from './event-line.ts'
import { load, type Place } from './messages.ts'

/** What one session's sockets saw. */
export interface Seen {
  place: Place
  events: EventLine[]
  docs: DocLine[]
  /** Ids of messages that the server acknowledged. */
  sent: Id[]
  typed: string
}

async function rowsOf(db: Db, { sessionId, seq }: Place) {
  const log: Awaited<ReturnType<typeof readEvents>> = []
  for (let after = seq; ; ) {
    const page = await readEvents(db, sessionId, after)
    log.push(...page)
    const last = page.at(-1)
    if (!last) return log
    after = last.seq
  }
}

/** Every subscriber has every event once, and the steps that settled are the rows' texts. */
async function compareEvents(db: Db, { place, events, sent }: Seen): Promise<string[]> {
  const faults = events.flatMap(({ faults: own }) => own)
  const log = await rowsOf(db, place)
  log.forEach(({ seq }, index) => {
    if (seq !== place.seq + index + 1) faults.push(`row ${seq} stands at ${place.seq + index + 1}`)
  })
  const last = log.at(-1)?.seq ?? place.seq
  for (const { seq } of events)
    if (seq !== last) faults.push(`a subscriber saw events up to ${seq} of ${last}`)
  const witness = events[0]
  if (witness && !isDeepStrictEqual(witness.kept, log))
    faults.push('the events differ from the rows')
  const settled = new Map<string, string>()
  const dones: string[] = []
  for (const { event } of log) {
    if (event.type === 'done') dones.push(event.runId)
    if (event.type !== 'step_settled') continue
    const key = `${event.runId}/${event.step}`
    if (settled.has(key)) faults.push(`step ${key} settled twice`)
    settled.set(key, event.text)
  }
  const begun = await db
    .select()
    .from(runs)
    .where(and(eq(runs.sessionId, place.sessionId), gt(runs.position, load.oldTurns)))
  for (const { id, status } of begun) {
    if (status !== 'done') faults.push(`run ${id} is ${status}`)
    const ends = dones.filter((runId) => runId === id).length
    if (ends !== 1) faults.push(`run ${id} has ${ends} ends`)
  }
  const ids = begun.map(({ id }) => id)
  const texts = await db.select().from(steps).where(inArray(steps.runId, ids))
  for (const { runId, step, text } of texts)
    if (settled.get(`${runId}/${step}`) !== text) faults.push(`step ${runId}/${step} differs`)
  if (texts.length !== settled.size)
    faults.push(`${texts.length} steps are stored, ${settled.size} were seen`)
  const unfinished = ids.filter((id) => texts.filter(({ runId }) => runId === id).length !== 3)
  if (unfinished.length > 0) faults.push(`runs without their three steps: ${unfinished.join(', ')}`)
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.sessionId, place.sessionId),
        eq(messages.from, 'person'),
        gt(messages.order, place.seq),
      ),
    )
    .orderBy(asc(messages.order))
  const stored = rows.map(({ id }) => id)
  if (!isDeepStrictEqual(stored, sent))
    faults.push(`${sent.length} messages were acknowledged, ${stored.length} are stored`)
  if (begun.length !== sent.length)
    faults.push(`${sent.length} messages were sent, and there are ${begun.length} runs`)
  return faults
}

/** The records and the draft are what the rows say. */
async function compareDocs(db: Db, { place, docs, typed }: Seen): Promise<string[]> {
  const faults: string[] = []
  const ids = await newestMessageIds(db, place.sessionId, null, limits.recordMessages)
  const wanted = await projectMessages(db, ids)
  const meta = await projectMeta(db, place.sessionId, { seq: 0, epoch: '' })
  for (const { kind, doc } of docs) {
    if (kind === 'draft') {
      const [row] = await db.select().from(drafts).where(eq(drafts.sessionId, place.sessionId))
      const stored = new Y.Doc()
      if (row) Y.applyUpdate(stored, row.state)
      if (stored.getText(draftText).toString() !== typed) faults.push('the draft’s row differs')
      if (doc.getText(draftText).toString() !== typed) faults.push('the draft differs')
      continue
    }
    const found = Object.values(doc.getMap(recordMaps.messages).toJSON())
    found.sort((a, b) => a.order - b.order)
    if (!isDeepStrictEqual(found, wanted)) faults.push('a record’s messages differ from the rows')
    const { seq, epoch, ...rest } = doc.getMap(recordMaps.meta).toJSON()['value'] ?? {}
    const { seq: _seq, epoch: _epoch, ...wantedMeta } = meta ?? {}
    if (!isDeepStrictEqual(rest, wantedMeta)) faults.push('a record’s head differs from the rows')
    const last = (await rowsOf(db, place)).at(-1)?.seq
    if (seq !== last) faults.push(`a record (${epoch}) stands at ${seq} of ${last}`)
  }
  return faults
}

export async function compare(db: Db, seen: Seen): Promise<string[]> {
  const faults = [...(await compareEvents(db, seen)), ...(await compareDocs(db, seen))]
  const lines = [...seen.events, ...seen.docs].map(({ line }) => line)
  for (const { refusals } of lines) faults.push(...refusals.map((why) => `refused: ${why}`))
  return faults.map((fault) => `${seen.place.sessionId}: ${fault}`)
}
