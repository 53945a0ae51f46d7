import type * as Y from 'yjs'

// What people see as one character, such as an emoji of several code points.
const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The start of the character that `index` lies in. */
function characterStart(text: Intl.Segments, index: number): number {
  return text.containing(index)?.index ?? index
}

/** The length of the rest of the text from the end of the character that the last `tail` units begin in. */
function tailFrom(text: Intl.Segments, length: number, tail: number): number {
  const at = text.containing(length - tail)
  return at === undefined || at.index === length - tail
    ? tail
    : length - at.index - at.segment.length
}

/**
 * The single replacement from `before` to `after`: deletes `removed` UTF-16 units at `at`, then inserts. Whole characters
 * only: Yjs breaks a surrogate pair that a change splits.
 */
export function textChange(
  before: string,
  after: string,
): { at: number; removed: number; inserted: string } {
  const shorter = Math.min(before.length, after.length)
  let at = 0
  while (at < shorter && before[at] === after[at]) at++
  let tail = 0
  while (tail < shorter - at && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const [old, changed] = [characters.segment(before), characters.segment(after)]
  for (let start = -1; start !== at; ) {
    start = at
    at = Math.min(characterStart(old, at), characterStart(changed, at))
  }
  for (let end = -1; end !== tail; ) {
    end = tail
    tail = Math.min(tailFrom(old, before.length, tail), tailFrom(changed, after.length, tail))
  }
  return {
    at,
    removed: before.length - at - tail,
    inserted: after.slice(at, after.length - tail),
  }
}

/** Changes only the difference, so that concurrent typing survives. */
export function changeText(text: Y.Text, after: string, origin: unknown = null): void {
  const { at, removed, inserted } = textChange(text.toString(), after.toWellFormed())
  text.doc?.transact(() => {
    if (removed > 0) text.delete(at, removed)
    if (inserted !== '') text.insert(at, inserted)
  }, origin)
}
