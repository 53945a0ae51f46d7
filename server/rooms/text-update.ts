import * as Y from 'yjs'
import { draftText } from '../../shared/protocol/doc-names.ts'

function isPlain(content: unknown): boolean {
  return content instanceof Y.ContentString || content instanceof Y.ContentDeleted
}

/**
 * A change of the draft brings plain characters of its one text, and what was deleted of them: whatever stood beside that would
 * count nowhere, and be kept, stored and sent to everybody unseen. Throws on anything else, and on what is no update.
 */
export function mustBeText(update: Uint8Array): void {
  for (const struct of Y.decodeUpdate(update).structs) {
    if (!(struct instanceof Y.Item)) continue
    const { parent, parentSub, content } = struct
    // null: that of the character beside it
    const isInText = parent === null || String(parent) === draftText
    if (!isInText || parentSub !== null || !isPlain(content))
      throw new Error('This is no plain text of the draft.')
  }
}
