import type { DraftLink } from './draft-link.ts'
import type { PrivateDraft } from './private-draft.ts'

/** Before a reload: what of the shared draft has not reached the server goes to the private one, which the browser keeps. */
export function keepTyped(
  draft: Pick<DraftLink, 'state' | 'content'>,
  privateDraft: Pick<PrivateDraft, 'putBack' | 'switch'>,
): void {
  const text = draft.content.get()
  if (draft.state.get() === 'shared' || text.trim() === '') return
  privateDraft.putBack(text)
  privateDraft.switch(true)
}
