import { randomInt } from 'node:crypto'

const idLetters = 'abcdefghijklmnopqrstuvwxyz0123456789'
const idLength = 20

/** A sandbox's id: part of host names, so lower-case letters and digits only. */
export function newSandboxId(): string {
  return Array.from({ length: idLength }, () => idLetters[randomInt(idLetters.length)]).join('')
}
