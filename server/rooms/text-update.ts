import * as Y from 'yjs'
import { draftText } from '../../shared/protocol/doc-names.ts'

function isPlain(content: unknown): boolean {
  return content instanceof Y.ContentString || content instanceof Y.ContentDeleted
}

/**
 * Throws unless an update only inserts and deletes plain characters of the draft. Anything else
 * would be stored and sent unseen, outside every limit.
 */
export function requirePlainText(update: Uint8Array): void {
  for (const struct of Y.decodeUpdate(update).structs) {
    if (!(struct instanceof Y.Item)) continue
    const { parent, parentSub, content } = struct
    // null: the same parent as the neighbouring character's
    const isInText = parent === null || String(parent) === draftText
    if (!isInText || parentSub !== null || !isPlain(content))
      throw new Error('The update has something other than the draft’s text.')
  }
}
