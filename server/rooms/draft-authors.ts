import * as Y from 'yjs'
import type { AuthorRange } from '../../shared/protocol/draft.ts'
import { draftText } from '../../shared/protocol/doc-names.ts'

/**
 * Authors of a draft's text. A range belongs to the socket's user that sent it first, whatever the
 * update claims (rule 5).
 */
export class DraftAuthors {
  readonly #ranges = new Map<number, AuthorRange[]>()

  /** Parts that have an author keep it. */
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

  within(client: number, from: number, to: number): AuthorRange[] {
    return (this.#ranges.get(client) ?? [])
      .filter((range) => range.from < to && range.to > from)
      .map((range) => ({
        ...range,
        from: Math.max(from, range.from),
        to: Math.min(to, range.to),
      }))
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

export function forgetDeleted(authors: DraftAuthors, doc: Y.Doc): void {
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
