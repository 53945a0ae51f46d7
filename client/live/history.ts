type Entry = { id: string; order: number }

/**
 * The record carries only a window of the newest entries. This keeps the ones that leave the window and adds older pages. It
 * never has a gap: where a new window doesn't overlap the old one, everything before is dropped.
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

  /** `page` is newest first and older than everything here. */
  addPage(page: readonly T[], more: boolean): void {
    const known = new Set(this.all().map((entry) => entry.id))
    const fresh = page.filter((entry) => !known.has(entry.id))
    this.#older = [...fresh.sort((a, b) => a.order - b.order), ...this.#older]
    this.#more = more
  }

  /** Oldest first. */
  all(): readonly T[] {
    return this.#older.length === 0 ? this.#window : [...this.#older, ...this.#window]
  }

  /** Order of the oldest entry, where the next page ends. */
  oldest(): number | null {
    return this.all()[0]?.order ?? null
  }

  /** `total`: how many entries the session has. */
  hasMore(total: number): boolean {
    return this.#more ?? total > this.all().length
  }
}
