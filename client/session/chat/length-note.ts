import { limits } from '../../../shared/limits.ts'
import { composerWords } from '../../words/session.ts'

const nearLimit = 0.9

/**
 * The length of a prompt near the limit, or by how much it is too long; null where it is far below. A `shared` draft that is
 * too long isn't synchronized either.
 */
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
