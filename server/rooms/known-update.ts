import * as Y from 'yjs'
import { isDeleted, sortedRanges } from './deleted-ranges.ts'

/**
 * After a reconnect, step 2 has nothing new but lists all deletions ever. Throws on malformed
 * updates.
 */
export function isKnown(doc: Y.Doc, update: Uint8Array): boolean {
  const { structs, ds } = Y.decodeUpdate(update)
  const isNew = structs.some(
    ({ id, length }) => id.clock + length > Y.getState(doc.store, id.client),
  )
  return !isNew && isDeleted(doc, sortedRanges(ds))
}
