/** Big uploads are written beside their target and renamed. Watches show them as plain writes. */
import { randomBytes } from 'node:crypto'

const form = /^\.[0-9a-f]{12}\.upload$/
const maxNoted = 256

export function temporaryName(): string {
  return `.${randomBytes(6).toString('hex')}.upload`
}

export function isTemporary(name: string): boolean {
  return form.test(name)
}

const renamed = new Set<number>()

/** Call before the rename. */
export function noteUpload(ino: number): void {
  renamed.add(ino)
  for (const oldest of renamed) {
    if (renamed.size <= maxNoted) break
    renamed.delete(oldest)
  }
}

export function isUpload(ino: number): boolean {
  return renamed.has(ino)
}
