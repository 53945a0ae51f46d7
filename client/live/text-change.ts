import type * as Y from 'yjs'

/** The single replacement from `before` to `after`: deletes `removed` characters at `at`, then inserts. */
export function textChange(
  before: string,
  after: string,
): { at: number; removed: number; inserted: string } {
  const shorter = Math.min(before.length, after.length)
  let at = 0
  while (at < shorter && before[at] === after[at]) at++
  let tail = 0
  while (tail < shorter - at && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  return {
    at,
    removed: before.length - at - tail,
    inserted: after.slice(at, after.length - tail),
  }
}

/** Changes only the difference, so that concurrent typing survives. */
export function changeText(text: Y.Text, after: string, origin: unknown = null): void {
  const { at, removed, inserted } = textChange(text.toString(), after)
  text.doc?.transact(() => {
    if (removed > 0) text.delete(at, removed)
    if (inserted !== '') text.insert(at, inserted)
  }, origin)
}
