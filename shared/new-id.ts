import { uuidv4 } from 'lib0/random'

/**
 * A fresh random id. Unlike `crypto.randomUUID` it also works on a page that came by plain http. Apart from its schema, so that a
 * page that only makes ids loads no schemas.
 */
export function newId(): string {
  return uuidv4()
}
