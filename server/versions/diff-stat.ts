import { diffLines } from 'diff'

/** In changed lines: the time grows with their square up to it, and with the texts' length beyond. */
const maxEditLength = 1_000

/** In lines. Texts that take too long to compare count as replaced. */
export function diffStat(before: string, after: string): { added: number; removed: number } {
  const changes = diffLines(before, after, { maxEditLength, timeout: 200 })
  if (!changes) return { added: lines(after), removed: lines(before) }
  const sum = { added: 0, removed: 0 }
  for (const change of changes) {
    if (change.added) sum.added += change.count
    else if (change.removed) sum.removed += change.count
  }
  return sum
}

function lines(text: string): number {
  return text === '' ? 0 : text.split('\n').length
}
