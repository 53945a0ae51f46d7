import { truncateMiddle } from '../../../shared/truncate.ts'
import type { RunFiles } from '../../agent-port/agent.ts'
import { nearbyLines } from './nearby.ts'

/** A file up to this length is given whole. */
const wholeLength = 6_000
const longest = 40_000

function nowOf(text: string, near: string): string {
  if (text.length <= wholeLength) return `It is now:\n${text}`
  const lines = nearbyLines(text, near)
  return lines === null
    ? `It is now:\n${truncateMiddle(text, longest)}`
    : `Near that place it is now:\n${lines}`
}

/**
 * Why an edit of the file is not made, with its new text near `near`; null: nobody else has changed
 * it. The next edit is made: the model has read this.
 */
export async function changedSince(
  files: RunFiles,
  path: string,
  near: string,
): Promise<string | null> {
  const by = await files.changedBy(path)
  if (by === null) return null
  const text = await files.read(path)
  const now = text === null ? 'It is no longer there as text.' : nowOf(text, near)
  return `${path} was changed by ${by} since you read it, so nothing was written. Keep that change. ${now}`
}
