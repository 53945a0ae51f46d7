import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { closeRetry } from '../../shared/protocol/close-codes.ts'
import type { Id } from '../../shared/ids.ts'
import { docName } from '../../shared/protocol/doc-names.ts'
import { backoffMs } from './backoff.ts'
import type { Clock } from './clock.ts'
import { DocLink, type LinkState } from './doc-link.ts'
import { frameBatch } from './frame-batch.ts'
import { OwnAwareness } from './own-awareness.ts'
import { followRecord, type RecordView } from './record-view.ts'

interface Options {
  sessionId: Id
  wsUrl: string
  clock: Clock
  onState: (state: LinkState) => void
  onView: (view: RecordView) => void
  /** A close that another try can't mend: 4401, 4403 or 4404. */
  onRefused: (code: number) => void
}

/**
 * The record of a session under whichever epoch the server has that answers. An empty doc names none; one that has been filled
 * names the epoch that it was filled under, so that it can't get into another's. After any refusal by 44xx, and where the line
 * breaks before it was filled, the doc is thrown away and a fresh one is begun. What is shown stays until then.
 */
export class RecordLink {
  /** Everybody's presence. It outlives the docs: they all carry its client id. */
  readonly awareness: Awareness = new OwnAwareness(new Y.Doc())
  readonly #options: Options
  readonly #batch = frameBatch(() => this.#publish())
  #link: DocLink | null = null
  #doc: Y.Doc | null = null
  #reader: ReturnType<typeof followRecord> | null = null
  /** Whether the doc was filled, and goes by its epoch's name. */
  #filled = false
  #freshStarts = 0
  #cancelRetry: (() => void) | null = null
  #ended = false

  constructor(options: Options) {
    this.#options = options
    this.#open()
  }

  retryNow(): void {
    if (this.#cancelRetry) {
      this.#cancelRetry()
      this.#open()
    } else this.#link?.retryNow()
  }

  destroy(): void {
    this.#ended = true
    this.#cancelRetry?.()
    this.#close()
    this.awareness.destroy()
    this.awareness.doc.destroy()
  }

  #open(): void {
    this.#cancelRetry = null
    this.#filled = false
    const doc = new Y.Doc()
    doc.clientID = this.awareness.clientID
    this.#doc = doc
    this.#reader = followRecord(doc, () => this.#batch.schedule())
    this.#link = new DocLink({
      wsUrl: this.#options.wsUrl,
      name: docName.record(this.#options.sessionId),
      doc,
      awareness: this.awareness,
      clock: this.#options.clock,
      onState: (state) => {
        if (state.is === 'waiting' && !this.#filled) this.#startAfresh(0)
        else this.#options.onState(state)
      },
      onSynced: () => {
        this.#freshStarts = 0
        this.#publish()
      },
      onRefused: (code) => this.#refused(code),
    })
  }

  #close(): void {
    this.#batch.cancel()
    this.#reader?.stop()
    this.#link?.destroy()
    this.#doc?.destroy()
    this.#reader = null
    this.#link = null
    this.#doc = null
  }

  #publish(): void {
    const view = this.#reader?.view()
    if (!view?.meta) return
    if (!this.#filled) this.#link?.rename(docName.record(this.#options.sessionId, view.meta.epoch))
    this.#filled = true
    this.#options.onView(view)
  }

  #refused(code: number): void {
    if (closeRetry(code) !== 'fresh') {
      this.#options.onRefused(code)
      return
    }
    // The first is made at once; a server that keeps refusing is not to be hammered.
    this.#startAfresh(1)
  }

  /** Begins an empty doc; the first `atOnce` of them without a back-off. */
  #startAfresh(atOnce: number): void {
    this.#close()
    const { clock } = this.#options
    const ms = this.#freshStarts < atOnce ? 0 : backoffMs(this.#freshStarts, () => clock.random())
    this.#freshStarts++
    this.#options.onState({ is: 'waiting', retryAt: clock.now() + ms })
    this.#cancelRetry = clock.after(ms, () => {
      if (!this.#ended) this.#open()
    })
  }
}
