import type { TimeBudget } from '../../lib/time-budget.ts'

/** Thrown once the time is used up. */
export class TooSlow extends Error {}

/** Steps between two looks at the clock: some microseconds. */
const stepsPerLook = 10_000

const far = 0x7fffffff

/** From `a` and `b` to before `aEnd` and `bEnd`. */
type Box = { a: number; aEnd: number; b: number; bEnd: number }

/**
 * Marks the lines that two numbered texts don't have in common, by Myers' algorithm in linear space ("An O(ND)
 * Difference Algorithm and Its Variations", 1986, section 4b): paths grow from both corners of a box until they meet,
 * and what lies on either side of that point is a box again. Of several shortest paths it takes the one that Git's
 * xdiff takes, which decides where changes stand and so what conflicts. Git's shortcuts for texts that differ much
 * are left out; the time budget is here in their place.
 */
export class LineMatcher {
  readonly #a: Int32Array
  readonly #b: Int32Array
  readonly #budget: TimeBudget
  /** By diagonal: the line of `a` that the furthest path has reached. */
  readonly #forward: Int32Array
  readonly #backward: Int32Array
  /** Index of diagonal 0. */
  readonly #zero: number
  #steps = 0
  readonly onlyA: Uint8Array
  readonly onlyB: Uint8Array

  /** Throws TooSlow once `budget` is used up. */
  constructor(a: Int32Array, b: Int32Array, budget: TimeBudget) {
    this.#a = a
    this.#b = b
    this.#budget = budget
    this.#zero = b.length + 1
    this.#forward = new Int32Array(a.length + b.length + 3)
    this.#backward = new Int32Array(a.length + b.length + 3)
    this.onlyA = new Uint8Array(a.length)
    this.onlyB = new Uint8Array(b.length)
    this.#compare({ a: 0, aEnd: a.length, b: 0, bEnd: b.length })
  }

  #compare(box: Box): void {
    let { a, aEnd, b, bEnd } = box
    while (a < aEnd && b < bEnd && this.#a[a] === this.#b[b]) {
      a += 1
      b += 1
    }
    while (a < aEnd && b < bEnd && this.#a[aEnd - 1] === this.#b[bEnd - 1]) {
      aEnd -= 1
      bEnd -= 1
    }
    if (a === aEnd) this.onlyB.fill(1, b, bEnd)
    else if (b === bEnd) this.onlyA.fill(1, a, aEnd)
    else {
      const meeting = this.#meet({ a, aEnd, b, bEnd })
      this.#compare({ a, aEnd: meeting.a, b, bEnd: meeting.b })
      this.#compare({ a: meeting.a, aEnd, b: meeting.b, bEnd })
    }
  }

  #look(steps: number): void {
    this.#steps += steps
    if (this.#steps < stepsPerLook) return
    this.#steps = 0
    if (this.#budget.isOver()) throw new TooSlow()
  }

  /** Where the paths from both corners meet. */
  #meet(box: Box): { a: number; b: number } {
    const [first, last] = [box.a - box.bEnd, box.aEnd - box.b]
    const [start, end] = [box.a - box.b, box.aEnd - box.bEnd]
    const odd = (start - end) % 2 !== 0
    const [forward, backward, zero] = [this.#forward, this.#backward, this.#zero]
    const ahead = { low: start, high: start }
    const back = { low: end, high: end }
    forward[zero + start] = box.a
    backward[zero + end] = box.aEnd
    for (;;) {
      this.#look(ahead.high - ahead.low + back.high - back.low + 2)
      widen(ahead, first, last, forward, zero, -1)
      for (let diagonal = ahead.high; diagonal >= ahead.low; diagonal -= 2) {
        const a = this.#forwardOn(diagonal, box)
        const crossed = odd && back.low <= diagonal && diagonal <= back.high
        if (crossed && (backward[zero + diagonal] ?? far) <= a) return { a, b: a - diagonal }
      }
      widen(back, first, last, backward, zero, far)
      for (let diagonal = back.high; diagonal >= back.low; diagonal -= 2) {
        const a = this.#backwardOn(diagonal, box)
        const crossed = !odd && ahead.low <= diagonal && diagonal <= ahead.high
        if (crossed && a <= (forward[zero + diagonal] ?? -1)) return { a, b: a - diagonal }
      }
    }
  }

  #forwardOn(diagonal: number, { aEnd, bEnd }: Box): number {
    const at = this.#zero + diagonal
    const below = this.#forward[at - 1] ?? -1
    const above = this.#forward[at + 1] ?? -1
    let a = below >= above ? below + 1 : above
    let b = a - diagonal
    while (a < aEnd && b < bEnd && this.#a[a] === this.#b[b]) {
      a += 1
      b += 1
    }
    this.#forward[at] = a
    return a
  }

  #backwardOn(diagonal: number, { a: aStart, b: bStart }: Box): number {
    const at = this.#zero + diagonal
    const below = this.#backward[at - 1] ?? far
    const above = this.#backward[at + 1] ?? far
    let a = below < above ? below : above - 1
    let b = a - diagonal
    while (a > aStart && b > bStart && this.#a[a - 1] === this.#b[b - 1]) {
      a -= 1
      b -= 1
    }
    this.#backward[at] = a
    return a
  }
}

/** To one diagonal more on each side; at the box's edge to one less, since every second one counts. */
function widen(
  paths: { low: number; high: number },
  first: number,
  last: number,
  reached: Int32Array,
  zero: number,
  nothing: number,
): void {
  if (paths.low > first) {
    paths.low -= 1
    reached[zero + paths.low - 1] = nothing
  } else paths.low += 1
  if (paths.high < last) {
    paths.high += 1
    reached[zero + paths.high + 1] = nothing
  } else paths.high -= 1
}
