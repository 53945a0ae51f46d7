import { createHash, randomBytes } from 'node:crypto'

/** Names a preview's host: 100 bits, letters and digits only. */
export function newPreviewId() {
  return `p${BigInt(`0x${randomBytes(13).toString('hex')}`).toString(36)}`
}

/** Tells one preview id from the next without giving it away: tabs see by it that theirs is an old one. */
export function previewMark(previewId: string): string {
  return createHash('sha256').update(`mark of ${previewId}`).digest('hex').slice(0, 16)
}
