import * as Y from 'yjs'
import type { Id } from '../../shared/ids.ts'
import { draftText } from '../../shared/record.ts'
import type { DraftDoc } from '../rooms/draft-doc.ts'

/**
 * Somebody's tab on a draft without its socket: what they type arrives, and what others type comes back, until they are cut
 * off. Only `sync` brings both to one state again.
 */
export const createTypist = (person: { id: Id; name: string }, draft: DraftDoc) => {
  const doc = new Y.Doc()
  const text = doc.getText(draftText)
  const member = { person: { ...person, color: '#000000' } }
  let online = true
  const server = { server: true }
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (online && origin !== server) Y.applyUpdate(draft.doc, update, member)
  })
  draft.doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (online && origin !== member) Y.applyUpdate(doc, update, server)
  })
  const sync = () => {
    Y.applyUpdate(draft.doc, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(draft.doc)), member)
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(draft.doc, Y.encodeStateVector(doc)), server)
  }
  sync()
  return {
    doc,
    text,
    member,
    type: (words: string, at = text.length) => text.insert(at, words),
    /** The state as it is sent. */
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
