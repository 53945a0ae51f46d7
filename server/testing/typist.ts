import * as Y from 'yjs'
import type { Id } from '../../shared/ids.ts'
import { draftText } from '../../shared/protocol/doc-names.ts'
import type { DraftDoc } from '../rooms/draft-doc.ts'

/**
 * A user's tab on a draft, without its socket. Edits go both ways while online; after going
 * offline, only `sync` merges.
 */
export function createTypist(by: Id, draft: DraftDoc) {
  const doc = new Y.Doc()
  const text = doc.getText(draftText)
  let online = true
  const server = { server: true }
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (online && origin !== server) draft.apply(update, by)
  })
  draft.doc.on('update', (update: Uint8Array) => {
    if (online) Y.applyUpdate(doc, update, server)
  })
  const sync = () => {
    draft.apply(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(draft.doc)), by)
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(draft.doc, Y.encodeStateVector(doc)), server)
  }
  sync()
  return {
    doc,
    text,
    by,
    type: (words: string, at = text.length) => text.insert(at, words),
    /** The snapshot that clients send. */
    seen: () => Buffer.from(Y.encodeSnapshot(Y.snapshot(doc))).toString('base64'),
    goOffline: () => {
      online = false
    },
    comeBack: () => {
      online = true
      sync()
    },
  }
}
