import { toBase64 } from 'lib0/buffer'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Id } from '../../shared/ids.ts'
import { docName, draftText } from '../../shared/record.ts'
import type { Clock } from './clock.ts'
import { DocLink } from './doc-link.ts'
import { createStore, type Store } from './store.ts'

/** Why the draft can't be shared now; what is typed stays in this tab. */
export type DraftState = 'connecting' | 'shared' | 'refused'

/** The prompt that everybody in the session writes together. Typing works at once, shared or not yet. */
export class DraftLink {
  readonly doc = new Y.Doc()
  readonly text = this.doc.getText(draftText)
  readonly #content = createStore('')
  /** What the draft says now. */
  readonly content: Store<string> = this.#content
  readonly #state = createStore<DraftState>('connecting')
  readonly state: Store<DraftState> = this.#state
  /** The draft's connection carries no presence: carets ride on the record's. */
  readonly #awareness = new Awareness(this.doc)
  readonly #link: DocLink

  constructor(options: { sessionId: Id; wsUrl: string; clock: Clock }) {
    this.#awareness.setLocalState(null)
    this.text.observe(() => this.#content.set(this.text.toString()))
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
      onRefused: () => this.#state.set('refused'),
    })
  }

  /** The state that is seen now, as the server is told which text to take: see `DraftState`. */
  seen(): string {
    return toBase64(Y.encodeSnapshot(Y.snapshot(this.doc)))
  }

  /** Puts a text before what is there, on lines of its own. */
  putBack(text: string): void {
    this.text.insert(0, this.text.length === 0 ? text : `${text}\n\n`)
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
