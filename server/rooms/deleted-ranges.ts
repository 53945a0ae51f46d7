import * as Y from 'yjs'

type Ranges = Y.Snapshot['ds']

/** Index of the last item whose start isn't after `clock`; -1 if there is none. */
export function lastFrom<Item>(
  items: readonly Item[],
  clock: number,
  startOf: (item: Item) => number,
): number {
  let [from, to] = [0, items.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    const item = items[middle]
    if (item !== undefined && startOf(item) <= clock) from = middle + 1
    else to = middle
  }
  return from - 1
}

/** A peer may name one range many times: here each clock is named once. */
export function sortedRanges(ranges: Ranges): Ranges {
  const sorted = Y.createDeleteSet()
  for (const [client, items] of ranges.clients) {
    const result: Array<{ clock: number; len: number }> = []
    for (const { clock, len } of items.toSorted((a, b) => a.clock - b.clock)) {
      const last = result.at(-1)
      if (last && clock <= last.clock + last.len)
        last.len = Math.max(last.len, clock + len - last.clock)
      else result.push({ clock, len })
    }
    sorted.clients.set(client, result)
  }
  return sorted
}

/** Both sorted, without overlaps. */
export function coversRanges(known: Ranges, ranges: Ranges): boolean {
  for (const [client, items] of ranges.clients) {
    const mine = known.clients.get(client) ?? []
    for (const { clock, len } of items) {
      const range = mine[lastFrom(mine, clock, (each) => each.clock)]
      if (!range || range.clock + range.len < clock + len) return false
    }
  }
  return true
}

/** The doc's structs in a range, with the part of each that lies in it. */
export function* structsWithin(
  doc: Y.Doc,
  client: number,
  from: number,
  to: number,
): Generator<{ struct: Y.Item | Y.GC; length: number }> {
  const structs = doc.store.clients.get(client) ?? []
  if (from >= to || from >= Y.getState(doc.store, client)) return
  for (let at = Y.findIndexSS(structs, from); at < structs.length; at++) {
    const struct = structs[at]
    if (!struct || struct.id.clock >= to) return
    const { clock } = struct.id
    const length = Math.min(to, clock + struct.length) - Math.max(from, clock)
    yield { struct, length }
  }
}

/** Whether the doc has deleted all of `ranges`, which are sorted and without overlaps. */
export function isDeleted(doc: Y.Doc, ranges: Ranges): boolean {
  for (const [client, items] of ranges.clients)
    for (const { clock, len } of items) {
      if (clock + len > Y.getState(doc.store, client)) return false
      for (const { struct } of structsWithin(doc, client, clock, clock + len))
        if (!struct.deleted) return false
    }
  return true
}
