import { createHash, randomBytes } from 'node:crypto'

/** 100 random bits, valid in a host name. */
export function newPreviewId() {
  return `p${BigInt(`0x${randomBytes(13).toString('hex')}`).toString(36)}`
}

/** Lets tabs notice a new id without revealing it. */
export function previewMark(previewId: string): string {
  return createHash('sha256').update(`mark of ${previewId}`).digest('hex').slice(0, 16)
}
