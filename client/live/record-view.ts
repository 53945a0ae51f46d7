import type * as Y from 'yjs'
import type { z } from 'zod'
import { RecordActivity } from '../../shared/protocol/record-activity.ts'
import { RecordMessage } from '../../shared/protocol/record-message.ts'
import { RecordMeta } from '../../shared/protocol/record-meta.ts'
import { RecordPin } from '../../shared/protocol/record-pin.ts'
import { recordMaps } from '../../shared/protocol/doc-names.ts'

/** Oldest first. An unchanged entry keeps its reference. */
export interface RecordView {
  meta: RecordMeta | null
  messages: readonly RecordMessage[]
  activity: readonly RecordActivity[]
  pins: readonly RecordPin[]
}

export const emptyView: RecordView = { meta: null, messages: [], activity: [], pins: [] }

type Entry = { id: string; order: number }

/** Drops entries that don't fit the schema. */
function followMap<T extends Entry>(map: Y.Map<unknown>, schema: z.ZodType<T>) {
  const entries = new Map<string, T>()
  let sorted: readonly T[] = []
  let dirty = true
  const read = (id: string) => {
    const parsed = schema.safeParse(map.get(id))
    if (parsed.success) entries.set(id, parsed.data)
    else entries.delete(id)
    dirty = true
  }
  const observer = (event: Y.YMapEvent<unknown>) => {
    for (const id of event.keysChanged) if (typeof id === 'string') read(id)
  }
  for (const id of map.keys()) read(id)
  map.observe(observer)
  return {
    list: () => {
      if (dirty) sorted = [...entries.values()].sort((a, b) => a.order - b.order)
      dirty = false
      return sorted
    },
    stop: () => map.unobserve(observer),
  }
}

/** Calls `changed` after each transaction. */
export function followRecord(doc: Y.Doc, changed: () => void) {
  const meta = doc.getMap<unknown>(recordMaps.meta)
  const messages = followMap(doc.getMap<unknown>(recordMaps.messages), RecordMessage)
  const activity = followMap(doc.getMap<unknown>(recordMaps.activity), RecordActivity)
  const pins = followMap(doc.getMap<unknown>(recordMaps.pins), RecordPin)
  const readMeta = () => RecordMeta.safeParse(meta.get('value')).data ?? null
  let current = readMeta()
  const observer = () => {
    current = readMeta()
  }
  meta.observe(observer)
  doc.on('update', changed)
  return {
    view: (): RecordView => ({
      meta: current,
      messages: messages.list(),
      activity: activity.list(),
      pins: pins.list(),
    }),
    stop: () => {
      messages.stop()
      activity.stop()
      pins.stop()
      meta.unobserve(observer)
      doc.off('update', changed)
    },
  }
}
