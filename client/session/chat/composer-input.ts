import type { RefObject } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Delivery } from '../../../shared/protocol/delivery.ts'

/** Props of the plain box and of the editor that replaces it. */
export interface ComposerInputProps {
  text: Y.Text
  undo: Y.UndoManager
  /** Holds others' changes back until the returned function is called. */
  hold: () => () => void
  /** Others' carets; null for a private draft. */
  awareness: Awareness | null
  placeholder: string
  /** Set by the box: focuses it, caret at the end. */
  focus: RefObject<(() => void) | null>
  /** Enter sends after the current run, Ctrl or Cmd+Enter to the current run, Alt+Enter to a fork. */
  onSend: (delivery: Delivery['delivery']) => void
  onStop: () => void
  onType: () => void
  /** A text of this length was put in, too long for the box: what fits is there. */
  onCut: (length: number) => void
}
