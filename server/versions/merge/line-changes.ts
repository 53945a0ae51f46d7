import { LineMatcher } from './common-lines.ts'
import { slideChanges } from './slide-changes.ts'
import type { TimeBudget } from '../../lib/time-budget.ts'

/** `removed` lines from line `at` on gave way to `added` lines from line `to` on. */
export type LineChange = { at: number; removed: number; to: number; added: number }

function commonStart(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length)
  let count = 0
  while (count < most && a[count] === b[count]) count += 1
  return count
}

function commonEnd(a: readonly number[], b: readonly number[], start: number): number {
  const most = Math.min(a.length, b.length) - start
  let count = 0
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1
  return count
}

/** Indexes between `start` and `end` of the lines that the other file has too. The rest is marked as changed. */
function matchable(
  lines: readonly number[],
  start: number,
  end: number,
  other: ReadonlySet<number>,
  changed: Uint8Array,
): number[] {
  const kept: number[] = []
  for (let index = start; index < end; index += 1)
    if (other.has(lines[index] ?? -1)) kept.push(index)
    else changed[index] = 1
  return kept
}

function markChanges(
  before: readonly number[],
  after: readonly number[],
  gone: Uint8Array,
  come: Uint8Array,
  budget: TimeBudget,
): void {
  const start = commonStart(before, after)
  const same = commonEnd(before, after, start)
  const [beforeEnd, afterEnd] = [before.length - same, after.length - same]
  const left = matchable(before, start, beforeEnd, new Set(after), gone)
  const right = matchable(after, start, afterEnd, new Set(before), come)
  const { onlyA, onlyB } = new LineMatcher(
    Int32Array.from(left, (index) => before[index] ?? -1),
    Int32Array.from(right, (index) => after[index] ?? -1),
    budget,
  )
  for (const [n, index] of left.entries()) gone[index] = onlyA[n] ?? 0
  for (const [n, index] of right.entries()) come[index] = onlyB[n] ?? 0
}

/** Of numbered lines, in order. Throws TooSlow once `budget` is used up. */
export function lineChanges(
  before: readonly number[],
  after: readonly number[],
  budget: TimeBudget,
): LineChange[] {
  const gone = new Uint8Array(before.length)
  const come = new Uint8Array(after.length)
  markChanges(before, after, gone, come, budget)
  slideChanges(before, gone, after, come)
  slideChanges(after, come, before, gone)
  const changes: LineChange[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    const [at, to] = [i, j]
    while (gone[i] === 1) i += 1
    while (come[j] === 1) j += 1
    if (i > at || j > to) changes.push({ at, removed: i - at, to, added: j - to })
    else {
      i += 1
      j += 1
    }
  }
  return changes
}
