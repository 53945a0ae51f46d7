type Entry = { id: string; order: number }

/**
 * A list of which the record carries only the newest entries: older ones come in pages, and what leaves the record's window
 * while the tab looks on stays. Without a hole: where a new window doesn't touch the old one, what was before is let go.
 */
export class History<T extends Entry> {
  #window: readonly T[] = []
  #older: readonly T[] = []
  #more: boolean | null = null

  /** The record's newest entries, oldest first. */
  setWindow(window: readonly T[]): void {
    if (window === this.#window) return
    const ids = new Set(window.map((entry) => entry.id))
    const first = window[0]
    const touches = this.#window.length === 0 || this.#window.some((entry) => ids.has(entry.id))
    if (touches && first) {
      const left = this.#window.filter((entry) => entry.order < first.order)
      this.#older = [...this.#older.filter((entry) => !ids.has(entry.id)), ...left]
    } else {
      this.#older = []
      this.#more = null
    }
    this.#window = window
  }

  /** A page of entries that are older than all, newest first, as the paging queries answer. */
  addPage(page: readonly T[], more: boolean): void {
    const known = new Set(this.all().map((entry) => entry.id))
    const fresh = page.filter((entry) => !known.has(entry.id))
    this.#older = [...fresh.sort((a, b) => a.order - b.order), ...this.#older]
    this.#more = more
  }

  /** Everything that is here, oldest first. */
  all(): readonly T[] {
    return this.#older.length === 0 ? this.#window : [...this.#older, ...this.#window]
  }

  /** Where the next page begins: the order of the oldest entry. */
  oldest(): number | null {
    return this.all()[0]?.order ?? null
  }

  /** Whether there are older ones, given how many the session has in all. */
  hasMore(total: number): boolean {
    return this.#more ?? total > this.all().length
  }
}
