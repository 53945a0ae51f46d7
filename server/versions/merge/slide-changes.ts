/**
 * A run of changed lines in one file; empty between two unchanged lines. There is one before each unchanged line and
 * one at the end, so that the n-th run of one file stands opposite the n-th run of the other.
 */
class Run {
  start = 0
  end = 0
  readonly #lines: readonly number[]
  readonly #changed: Uint8Array

  constructor(lines: readonly number[], changed: Uint8Array) {
    this.#lines = lines
    this.#changed = changed
    this.#growDown()
  }

  get length(): number {
    return this.end - this.start
  }

  #growDown(): void {
    while (this.#changed[this.end] === 1) this.end += 1
  }

  #growUp(): void {
    while (this.#changed[this.start - 1] === 1) this.start -= 1
  }

  next(): boolean {
    if (this.end === this.#lines.length) return false
    this.start = this.end + 1
    this.end = this.start
    this.#growDown()
    return true
  }

  previous(): void {
    this.end = this.start - 1
    this.start = this.end
    this.#growUp()
  }

  /** By one line, if the text stays the same; takes up a run that it meets. */
  slideUp(): boolean {
    if (this.start === 0 || this.#lines[this.start - 1] !== this.#lines[this.end - 1]) return false
    this.#changed[--this.start] = 1
    this.#changed[--this.end] = 0
    this.#growUp()
    return true
  }

  slideDown(): boolean {
    if (this.end === this.#lines.length || this.#lines[this.start] !== this.#lines[this.end])
      return false
    this.#changed[this.start++] = 0
    this.#changed[this.end++] = 1
    this.#growDown()
    return true
  }
}

function slideRun(run: Run, opposite: Run): void {
  let length: number
  let slid: boolean
  let meets: boolean
  do {
    length = run.length
    while (run.slideUp()) opposite.previous()
    slid = false
    meets = opposite.length > 0
    while (run.slideDown()) {
      opposite.next()
      slid = true
      meets ||= opposite.length > 0
    }
  } while (run.length !== length)
  if (!slid || !meets) return
  while (opposite.length === 0 && run.slideUp()) opposite.previous()
}

/**
 * Moves each run of changed lines down as far as the text allows, or to the lowest place where the other file has
 * changed lines too; runs that meet become one. Git's xdiff does the same (`xdl_change_compact` without the indent
 * heuristic). `changed` holds a 1 for each changed line.
 */
export function slideChanges(
  lines: readonly number[],
  changed: Uint8Array,
  otherLines: readonly number[],
  otherChanged: Uint8Array,
): void {
  const run = new Run(lines, changed)
  const opposite = new Run(otherLines, otherChanged)
  do {
    if (run.length > 0) slideRun(run, opposite)
    opposite.next()
  } while (run.next())
}
