import * as Y from 'yjs'

/**
 * After a reconnect, step 2 has nothing new but lists all deletions ever. Throws on malformed
 * updates.
 */
export function isKnown(doc: Y.Doc, update: Uint8Array): boolean {
  const { structs, ds } = Y.decodeUpdate(update)
  const isNew = structs.some(
    ({ id, length }) => id.clock + length > Y.getState(doc.store, id.client),
  )
  if (isNew) return false
  if (ds.clients.size === 0) return true
  const deleted = Y.createDeleteSetFromStructStore(doc.store).clients
  for (const [client, ranges] of ds.clients) {
    const known = deleted.get(client) ?? []
    const covered = ranges.every(({ clock, len }) =>
      known.some((range) => range.clock <= clock && clock + len <= range.clock + range.len),
    )
    if (!covered) return false
  }
  return true
}
