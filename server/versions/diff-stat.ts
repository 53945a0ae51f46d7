import { diffLines } from 'diff'
import { bytesOf, textOf } from './blobs.ts'

type Content = string | Uint8Array

/** As `diffStat`. A change from or to a binary file has no lines. */
export function countLines(before: Content, after: Content, timeoutMs?: number) {
  const [was, is] = [before, after].map((content) =>
    typeof content === 'string' && !content.includes('\0') ? content : textOf(bytesOf(content)),
  )
  if (typeof was !== 'string' || typeof is !== 'string')
    return { binary: true, added: 0, removed: 0 }
  return { binary: false, ...diffStat(was, is, timeoutMs) }
}

/** In lines. Texts that take longer than `timeoutMs` to compare count as replaced. */
export function diffStat(
  before: string,
  after: string,
  timeoutMs = 200,
): { added: number; removed: number } {
  const changes = diffLines(before, after, { timeout: timeoutMs })
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
