type Entry = { id: string; order: number }

/**
 * The record holds only the newest entries. This keeps those that leave it, and adds older pages. Must never have a gap: if
 * a new window doesn't overlap the old one, everything before is dropped.
 */
export class History<T extends Entry> {
  #window: readonly T[] = []
  #older: readonly T[] = []
  #more: boolean | null = null

  /** Oldest first. */
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

  /** Newest first, all older than the entries here. */
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

  oldest(): number | null {
    return this.all()[0]?.order ?? null
  }

  hasMore(total: number): boolean {
    return this.#more ?? total > this.all().length
  }
}
