import * as Y from 'yjs'
import type { AuthorRange } from '../../shared/protocol/draft.ts'
import { draftText } from '../../shared/protocol/doc-names.ts'

/**
 * Who wrote what in a draft, by the socket that first brought it to a server: what an update says of itself counts for
 * nothing (rule 5). The first claim to a stretch stays.
 */
export class DraftAuthors {
  readonly #ranges = new Map<number, AuthorRange[]>()

  /** Notes a stretch; parts of it that are somebody's already stay theirs. */
  add({ client, from, to, by }: AuthorRange): void {
    const known = this.#ranges.get(client) ?? []
    let start = from
    const fresh: AuthorRange[] = []
    for (const range of known) {
      if (range.to <= start || range.from >= to) continue
      if (start < range.from) fresh.push({ client, from: start, to: range.from, by })
      start = Math.max(start, range.to)
    }
    if (start < to) fresh.push({ client, from: start, to, by })
    if (fresh.length > 0) this.#ranges.set(client, joined([...known, ...fresh]))
  }

  addAll(ranges: readonly AuthorRange[]): void {
    for (const range of ranges) this.add(range)
  }

  /** The known stretches within one, in order. */
  within(client: number, from: number, to: number): AuthorRange[] {
    return (this.#ranges.get(client) ?? [])
      .filter((range) => range.from < to && range.to > from)
      .map((range) => ({
        ...range,
        from: Math.max(from, range.from),
        to: Math.min(to, range.to),
      }))
  }

  /** Forgets all but the stretches that `keeps` says are still of use. */
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

/** Sorted, with neighbours of one person made one. */
function joined(ranges: AuthorRange[]): AuthorRange[] {
  const result: AuthorRange[] = []
  for (const range of ranges.sort((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last && last.by === range.by && last.to === range.from)
      result[result.length - 1] = { ...last, to: range.to }
    else result.push(range)
  }
  return result
}

/** Forgets who wrote what is no longer in the draft's text. */
export function forgetGone(authors: DraftAuthors, doc: Y.Doc): void {
  const left = new Map<number, Array<{ from: number; to: number }>>()
  for (let item = doc.getText(draftText)._start; item !== null; item = item.right) {
    if (item.deleted) continue
    const { client, clock } = item.id
    const stretches = left.get(client) ?? []
    stretches.push({ from: clock, to: clock + item.length })
    left.set(client, stretches)
  }
  authors.prune(
    ({ client, from, to }) =>
      to > Y.getState(doc.store, client) ||
      (left.get(client) ?? []).some((stretch) => stretch.from < to && stretch.to > from),
  )
}
