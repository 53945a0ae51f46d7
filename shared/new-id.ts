import { uuidv4 } from 'lib0/random'

/**
 * A random UUID. Unlike `crypto.randomUUID` it also works on a page that was loaded by plain HTTP. In a file without schemas, so
 * that a page that only makes ids does not load zod.
 */
export function newId(): string {
  return uuidv4()
}
