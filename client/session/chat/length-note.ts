import { limits } from '../../../shared/limits.ts'

/** From this share of the limit on the length is shown. */
const nearLimit = 0.9

const count = new Intl.NumberFormat('en')

/** What is wrong with the length of a prompt, or how long it is; null where nobody needs to know. What is too long isn't shared. */
export function lengthNote(
  length: number,
  shared = false,
): { words: string; over: boolean } | null {
  const most = limits.promptLength
  if (length <= most * nearLimit) return null
  const words = `${count.format(length)} of ${count.format(most)} characters`
  if (length <= most) return { words, over: false }
  const end = shared ? 'to share and send it' : 'to send it'
  return { words: `${words}: shorten it by ${count.format(length - most)} ${end}`, over: true }
}
