import { toBase64 } from 'lib0/buffer'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { docName, draftText } from '../../shared/protocol/doc-names.ts'
import type { Clock } from './clock.ts'
import { DocLink } from './doc-link.ts'
import { DraftUndo } from './draft-undo.ts'
import { createStore, type Store } from './store.ts'
import { UnsharedDraft } from './unshared-draft.ts'
import { fromOthers, UpdateGate } from './update-gate.ts'

/** `tooLong` ends once the text is shortened. */
export type DraftState = 'connecting' | 'shared' | 'tooLong' | 'refused'

interface Options {
  sessionId: Id
  wsUrl: string
  clock: Clock
  /** Null where storage is blocked. */
  keep: Storage | null
  /** Prefix of the keys in it. */
  keepAs: string
}

/** The session's shared prompt. Typing works before it connects. */
export class DraftLink {
  readonly doc = new Y.Doc()
  readonly text = this.doc.getText(draftText)
  readonly undo = new DraftUndo(this.text)
  readonly #connected = new Y.Doc()
  readonly #gate: UpdateGate
  readonly #unshared: UnsharedDraft
  readonly #content = createStore('')
  readonly content: Store<string> = this.#content
  readonly #state = createStore<DraftState>('connecting')
  readonly state: Store<DraftState> = this.#state
  /** Unused: carets use the record's connection. */
  readonly #awareness = new Awareness(this.#connected)
  readonly #link: DocLink

  constructor(options: Options) {
    this.#awareness.setLocalState(null)
    this.text.observe((event, { origin }) => {
      this.#content.set(this.text.toString())
      if (origin === fromOthers && event.delta.some((part) => part.delete))
        this.undo.othersRemoved()
      this.#shareAgain()
    })
    this.#gate = new UpdateGate(this.doc, this.#connected, (others) => {
      if (!others && this.#state.get() !== 'shared') this.#unshared.store()
    })
    this.#unshared = new UnsharedDraft(options.keep, options.keepAs, this.doc)
    this.#unshared.restore()
    this.#link = new DocLink({
      wsUrl: options.wsUrl,
      name: docName.draft(options.sessionId),
      doc: this.#connected,
      awareness: this.#awareness,
      clock: options.clock,
      onState: (state) => {
        if (state.is !== 'open' && this.#state.get() === 'shared') this.#unlink('connecting')
      },
      onSynced: () => {
        this.#state.set('shared')
        this.#unshared.forget()
      },
      onRefused: (code) => {
        this.#unlink(code === closeCodes.tooLarge ? 'tooLong' : 'refused')
        this.#shareAgain()
      },
    })
  }

  /** Base64 Yjs snapshot: the server sends the text that this tab sees. */
  seen(): string {
    return toBase64(Y.encodeSnapshot(Y.snapshot(this.doc)))
  }

  /** Others' changes wait until the returned function is called. */
  hold(): () => void {
    return this.#gate.hold()
  }

  /** As a paragraph before the present text. */
  putBack(text: string): void {
    this.text.insert(0, this.text.length === 0 ? text : `${text}\n\n`)
  }

  #unlink(state: DraftState): void {
    this.#state.set(state)
    if (this.text.length > 0) this.#unshared.store()
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
    this.undo.destroy()
    this.#gate.destroy()
  }
}
