import type { RefObject } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Delivery } from '../../../shared/protocol/delivery.ts'

/** What both forms of the composer's text box take: the plain one, and the shared one that replaces it. */
export interface ComposerInputProps {
  text: Y.Text
  /** Whose carets are shown; null for a text that nobody else sees. */
  awareness: Awareness | null
  placeholder: string
  /** Set by the box: puts the caret into it, at the end. */
  focus: RefObject<(() => void) | null>
  /** Enter: after what runs. Ctrl or Cmd with it steers, Alt forks. */
  onSend: (delivery: Delivery['delivery']) => void
  /** Esc. */
  onStop: () => void
  /** Somebody types here. */
  onType: () => void
}
