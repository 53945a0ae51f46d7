import * as Y from 'yjs'
import type { AuthorRange } from '../../shared/protocol/draft.ts'
import { lastFrom, structsWithin } from './deleted-ranges.ts'

/**
 * Authors of a draft's text. A range belongs to the socket's user that sent it first, whatever the
 * update claims (rule 5).
 */
export class DraftAuthors {
  readonly #ranges = new Map<number, AuthorRange[]>()

  /** Parts that have an author keep it. */
  add({ client, from, to, by }: AuthorRange): void {
    const known = this.#ranges.get(client) ?? []
    const first = firstTouching(known, from)
    const near: AuthorRange[] = []
    let start = from
    let at = first
    for (let range = known[at]; range && range.from <= to; range = known[++at]) {
      if (start < range.from) near.push({ client, from: start, to: Math.min(range.from, to), by })
      near.push(range)
      start = Math.max(start, range.to)
    }
    if (start < to) near.push({ client, from: start, to, by })
    known.splice(first, at - first, ...joined(near))
    if (known.length > 0) this.#ranges.set(client, known)
  }

  addAll(ranges: readonly AuthorRange[]): void {
    for (const range of ranges) this.add(range)
  }

  within(client: number, from: number, to: number): AuthorRange[] {
    const known = this.#ranges.get(client) ?? []
    const result: AuthorRange[] = []
    let at = firstTouching(known, from)
    for (let range = known[at]; range && range.from < to; range = known[++at])
      if (range.to > from)
        result.push({ ...range, from: Math.max(from, range.from), to: Math.min(to, range.to) })
    return result
  }

  prune(keeps: (range: AuthorRange) => boolean): void {
    for (const [client, ranges] of this.#ranges) {
      const kept = ranges.filter(keeps)
      if (kept.length === 0) this.#ranges.delete(client)
      else this.#ranges.set(client, kept)
    }
  }

  all(): AuthorRange[] {
    return [...this.#ranges.values()].flat()
  }
}

/** Index of the first range that ends at `clock` or later. */
function firstTouching(ranges: readonly AuthorRange[], clock: number): number {
  const last = lastFrom(ranges, clock, (range) => range.from)
  let at = Math.max(0, last)
  while (at > 0 && (ranges[at - 1]?.to ?? 0) >= clock) at--
  const range = ranges[at]
  return range && range.to < clock ? at + 1 : at
}

/** `ranges` are in order. */
function joined(ranges: readonly AuthorRange[]): AuthorRange[] {
  const result: AuthorRange[] = []
  for (const range of ranges) {
    const last = result.at(-1)
    if (last && last.by === range.by && last.to === range.from)
      result[result.length - 1] = { ...last, to: range.to }
    else result.push(range)
  }
  return result
}

/** A range whose text is all deleted needs no author. */
export function forgetDeleted(authors: DraftAuthors, doc: Y.Doc): void {
  authors.prune(({ client, from, to }) => {
    if (to > Y.getState(doc.store, client)) return true
    for (const { struct } of structsWithin(doc, client, from, to)) if (!struct.deleted) return true
    return false
  })
}
