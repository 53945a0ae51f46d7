import { setImmediate } from 'node:timers/promises'
import type { TextMerge } from './merge-texts.ts'
import { doTextJob, LineCount, Merged, type TextJob, type TextResult } from './text-job.ts'
import { TextThreads } from './text-threads.ts'

/** A file that takes longer is a conflict as a whole. */
const textTimeMs = 3_000
/** How long other people's work may wait for one text. */
const turnMs = 20
const shortLines = 2_000
const shortLength = 200_000

const threads = new TextThreads(2)

export function isShort(text: string): boolean {
  if (text.length > shortLength) return false
  let lines = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1
  return lines <= shortLines
}

/** Long texts, and short ones that turn out to take long, in a thread of their own. */
async function work(job: TextJob, texts: string[]): Promise<TextResult> {
  if (texts.every(isShort)) {
    await setImmediate()
    const result = doTextJob({ ...job, timeoutMs: turnMs })
    if (!('late' in result) || !result.late) return result
  }
  return threads.run(job)
}

/** As `mergeTexts`, without standing in the event loop's way. */
export async function mergeLongTexts(
  base: string,
  ours: string,
  theirs: string,
  timeoutMs: number = textTimeMs,
): Promise<TextMerge> {
  const job = { work: 'merge' as const, base, ours, theirs, timeoutMs }
  return Merged.parse(await work(job, [base, ours, theirs]))
}

/** Of added and removed lines. */
export async function countLongTexts(before: string, after: string): Promise<LineCount> {
  const job = { work: 'count' as const, before, after, timeoutMs: textTimeMs }
  return LineCount.parse(await work(job, [before, after]))
}
