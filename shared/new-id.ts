import { uuidv4 } from 'lib0/random'

/** Works over plain HTTP, unlike `crypto.randomUUID`. Apart from the schemas, so that a page can make ids without zod. */
export function newId(): string {
  return uuidv4()
}
