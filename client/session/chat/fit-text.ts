import { limits } from '../../../shared/limits.ts'
import { headOf } from '../../../shared/truncate.ts'
import { textChange } from '../../live/text-change.ts'

/** Above this, a box would get slow; below, people may shorten what is too long to send. */
const mostInBox = 2 * limits.promptLength

/** What a box keeps of a change by which its text became `after`; null if all of it. Only what was put in is cut. */
export function fitText(
  before: string,
  after: string,
): { at: number; removed: number; inserted: string; length: number } | null {
  if (after.length <= mostInBox || after.length <= before.length) return null
  const { at, removed, inserted } = textChange(before, after)
  const room = Math.max(0, limits.promptLength - (after.length - inserted.length))
  return { at, removed, inserted: headOf(inserted, room), length: inserted.length }
}
