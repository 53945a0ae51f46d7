import { randomInt } from 'node:crypto'

const idLetters = 'abcdefghijklmnopqrstuvwxyz0123456789'
const idLength = 20

/** Part of host names: lower-case letters and digits only. */
export function newSandboxId(): string {
  return Array.from({ length: idLength }, () => idLetters[randomInt(idLetters.length)]).join('')
}
