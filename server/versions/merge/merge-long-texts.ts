import { mergeTexts } from './merge-texts.ts'
import type { TextMerge } from './text-job.ts'
import { TextThreads } from './text-threads.ts'
import { letOthersRun } from '../../lib/async.ts'

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

/**
 * As `mergeTexts`, without standing in the event loop's way: long texts, and short ones that turn out to take long, are
 * merged in a thread of their own.
 */
export async function mergeLongTexts(
  base: string,
  ours: string,
  theirs: string,
  timeoutMs: number = textTimeMs,
): Promise<TextMerge> {
  if ([base, ours, theirs].every(isShort)) {
    await letOthersRun()
    const merged = mergeTexts(base, ours, theirs, { timeoutMs: Math.min(turnMs, timeoutMs) })
    if (merged.clean || !merged.late) return merged
  }
  return threads.run({ base, ours, theirs, timeoutMs })
}
