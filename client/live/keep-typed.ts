import type { DraftLink } from './draft-link.ts'
import type { PrivateDraft } from './private-draft.ts'

/** Moves unsynchronized text of the shared draft to the stored private one before a reload. */
export function keepTyped(
  draft: Pick<DraftLink, 'state' | 'content'>,
  privateDraft: Pick<PrivateDraft, 'putBack' | 'switch'>,
): void {
  const text = draft.content.get()
  if (draft.state.get() === 'shared' || text.trim() === '') return
  privateDraft.putBack(text)
  privateDraft.switch(true)
}
