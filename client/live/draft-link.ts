import { toBase64 } from 'lib0/buffer'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { docName, draftText } from '../../shared/protocol/doc-names.ts'
import type { Clock } from './clock.ts'
import { DocLink } from './doc-link.ts'
import { createStore, type Store } from './store.ts'

/** `tooLong` ends once the text is shortened. */
export type DraftState = 'connecting' | 'shared' | 'tooLong' | 'refused'

/** The session's shared prompt. Typing works before it connects. */
export class DraftLink {
  readonly doc = new Y.Doc()
  readonly text = this.doc.getText(draftText)
  readonly #content = createStore('')
  readonly content: Store<string> = this.#content
  readonly #state = createStore<DraftState>('connecting')
  readonly state: Store<DraftState> = this.#state
  /** Unused: carets use the record's connection. */
  readonly #awareness = new Awareness(this.doc)
  readonly #link: DocLink

  constructor(options: { sessionId: Id; wsUrl: string; clock: Clock }) {
    this.#awareness.setLocalState(null)
    this.text.observe(() => {
      this.#content.set(this.text.toString())
      this.#shareAgain()
    })
    this.#link = new DocLink({
      wsUrl: options.wsUrl,
      name: docName.draft(options.sessionId),
      doc: this.doc,
      awareness: this.#awareness,
      clock: options.clock,
      onState: (state) => {
        if (state.is !== 'open' && this.#state.get() === 'shared') this.#state.set('connecting')
      },
      onSynced: () => this.#state.set('shared'),
      onRefused: (code) => {
        this.#state.set(code === closeCodes.tooLarge ? 'tooLong' : 'refused')
        this.#shareAgain()
      },
    })
  }

  /** Base64 Yjs snapshot: the server sends the text that this tab sees. */
  seen(): string {
    return toBase64(Y.encodeSnapshot(Y.snapshot(this.doc)))
  }

  /** As a paragraph before the present text. */
  putBack(text: string): void {
    this.text.insert(0, this.text.length === 0 ? text : `${text}\n\n`)
  }

  #shareAgain(): void {
    if (this.#state.get() !== 'tooLong' || this.text.length > limits.draftLength) return
    this.#state.set('connecting')
    this.#link.again()
  }

  retryNow(): void {
    this.#link.retryNow()
  }

  destroy(): void {
    this.#link.destroy()
    this.#awareness.destroy()
    this.doc.destroy()
  }
}
