import { limits } from '../../../shared/limits.ts'
import { composerWords } from '../../words/session.ts'

const nearLimit = 0.9

/** Null far below the limit. A `shared` draft that is too long isn't synchronized. */
export function lengthNote(
  length: number,
  shared = false,
): { words: string; over: boolean } | null {
  const most = limits.promptLength
  if (length <= most * nearLimit) return null
  const words = composerWords.length(length)
  if (length <= most) return { words, over: false }
  return { words: `${words}: ${composerWords.shorten(length - most, shared)}`, over: true }
}
