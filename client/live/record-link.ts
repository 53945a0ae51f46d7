import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { closeRetry } from '../../shared/protocol/close-codes.ts'
import type { Id } from '../../shared/ids.ts'
import { backoffMs } from '../../shared/backoff.ts'
import { docName } from '../../shared/protocol/doc-names.ts'
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
  /** Closes that a retry can't fix: 4401, 4403 or 4404. */
  onRefused: (code: number) => void
}

/**
 * Follows a session's record. An empty doc connects without an epoch; a filled one names its epoch, so that it can't be
 * merged into another epoch's record. A new empty doc replaces it after a 44xx refusal, or if the connection breaks before
 * it is filled. Until then the screen shows the old one.
 */
export class RecordLink {
  /** Outlives the docs, which all use its client id. */
  readonly awareness: Awareness = new OwnAwareness(new Y.Doc())
  readonly #options: Options
  readonly #batch = frameBatch(() => this.#publish())
  #link: DocLink | null = null
  #doc: Y.Doc | null = null
  #view: ReturnType<typeof followRecord> | null = null
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
    this.#view = followRecord(doc, () => this.#batch.schedule())
    this.#link = new DocLink({
      wsUrl: this.#options.wsUrl,
      name: docName.record(this.#options.sessionId),
      doc,
      awareness: this.awareness,
      clock: this.#options.clock,
      onState: (state) => {
        if (state.is === 'waiting' && !this.#filled) this.#startAfresh(0, state.opened)
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
    this.#view?.stop()
    this.#link?.destroy()
    this.#doc?.destroy()
    this.#view = null
    this.#link = null
    this.#doc = null
  }

  #publish(): void {
    const view = this.#view?.view()
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
    // only the first new doc connects without a backoff
    this.#startAfresh(1, true)
  }

  /** Replaces the doc with an empty one; the first `atOnce` times without a backoff. */
  #startAfresh(atOnce: number, opened: boolean): void {
    this.#close()
    const { clock } = this.#options
    const ms = this.#freshStarts < atOnce ? 0 : backoffMs(this.#freshStarts, () => clock.random())
    this.#freshStarts++
    this.#options.onState({ is: 'waiting', retryAt: clock.now() + ms, opened })
    this.#cancelRetry = clock.after(ms, () => {
      if (!this.#ended) this.#open()
    })
  }
}
