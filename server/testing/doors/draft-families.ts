import * as Y from 'yjs'
import { newId } from '../../../shared/ids.ts'
import { draftText } from '../../../shared/protocol/doc-names.ts'
import { createMemoryBus } from '../../bus/memory-bus.ts'
import type { Database } from '../../db/database.ts'
import { DraftDoc } from '../../rooms/draft-doc.ts'
import { createManualClock } from '../manual-clock.ts'
import type { Family } from './cpu-growth.ts'

/** Of clients whose characters all stand at the start: Yjs compares each new one with its neighbours. */
function atTheStart(client: number): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.getText(draftText).insert(0, 'x')
  return Y.encodeStateAsUpdate(doc)
}

async function openDraft(db: Database['db']): Promise<DraftDoc> {
  const { clock } = createManualClock()
  const log = { error: (details: object) => console.error(details) }
  return DraftDoc.open({ db, bus: createMemoryBus(), clock, epoch: newId(), log }, newId())
}

const by = newId()

/** As a socket does it; throws if the draft refuses. */
function write(draft: DraftDoc, update: Uint8Array): void {
  draft.workOf(update)
  if (!draft.admits(update, 0)) throw new Error('the draft refuses this update')
  draft.apply(update, by)
}

const states = new Map<number, Uint8Array>()

/** A draft of as many clients' characters, in the order that costs Yjs least. */
async function draftOfClients(db: Database['db'], clients: number): Promise<DraftDoc> {
  const updates = () => Array.from({ length: clients }, (_, at) => atTheStart(1_000_000 - at))
  const state = states.get(clients) ?? Y.mergeUpdates(updates())
  states.set(clients, state)
  const draft = await openDraft(db)
  draft.apply(state, by)
  return draft
}

/** As many items as it has characters: each is typed before the one before. */
function backwards(size: number): Uint8Array {
  const doc = new Y.Doc()
  const text = doc.getText(draftText)
  for (let at = 0; at < size; at += 1) text.insert(0, 'x')
  return Y.encodeStateAsUpdate(doc)
}

/** Every second character deleted. */
function holes(size: number): Uint8Array {
  const doc = new Y.Doc()
  const text = doc.getText(draftText)
  text.insert(0, 'ab'.repeat(size))
  doc.transact(() => {
    for (let at = size; at > 0; at -= 1) text.delete(at * 2 - 1, 1)
  })
  return Y.encodeStateAsUpdate(doc)
}

export function draftFamilies(db: Database['db']): Family[] {
  const whole = (name: string, size: number, make: (size: number) => Uint8Array): Family => ({
    door: 'draft',
    name,
    size,
    prepare: async (length) => {
      const update = make(length)
      // opened before: `work` may run several times, each time on a draft of its own
      const drafts = await Promise.all(Array.from({ length: 5 }, () => openDraft(db)))
      return {
        bytes: update.byteLength,
        work: () => {
          const draft = drafts.pop()
          if (draft) write(draft, update)
        },
      }
    },
  })
  return [
    whole('a text typed from its end to its beginning', 3_000, backwards),
    whole('a text full of holes', 3_000, holes),
    whole('a long text', 15_000, (size) => {
      const doc = new Y.Doc()
      doc.getText(draftText).insert(0, 'x'.repeat(size))
      return Y.encodeStateAsUpdate(doc)
    }),
    {
      door: 'draft',
      name: 'characters after a draft of 1,500 clients, which Yjs compares with each',
      size: 100,
      prepare: async (size) => {
        const draft = await draftOfClients(db, 1_500)
        let client = 2_000_000
        const updates = Array.from({ length: size * 5 }, () => atTheStart(client++))
        return {
          bytes: size * (updates[0]?.byteLength ?? 0),
          work: () => {
            for (const update of updates.splice(0, size)) write(draft, update)
          },
        }
      },
    },
    {
      door: 'draft',
      name: 'a hundred letters typed into a draft of so many items',
      size: 15_000,
      prepare: async (size) => {
        const draft = await openDraft(db)
        draft.apply(backwards(size), by)
        const typist = new Y.Doc()
        Y.applyUpdate(typist, Y.encodeStateAsUpdate(draft.doc))
        const updates: Uint8Array[] = []
        typist.on('update', (update: Uint8Array) => updates.push(update))
        const text = typist.getText(draftText)
        for (let at = 0; at < 500; at += 1) text.insert(Math.floor(text.length / 2), 'y')
        return {
          bytes: updates.reduce((sum, update) => sum + update.byteLength, 0) / 5,
          work: () => {
            for (const update of updates.splice(0, 100)) draft.apply(update, by)
          },
        }
      },
    },
  ]
}
