import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { closeCodes } from '../../shared/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { docName } from '../../shared/record.ts'
import { backoffMs } from './backoff.ts'
import type { Clock } from './clock.ts'
import { DocLink, type LinkState } from './doc-link.ts'
import { frameBatch } from './frame-batch.ts'
import { OwnAwareness } from './own-awareness.ts'
import { followRecord, type RecordView } from './record-view.ts'

interface Options {
  sessionId: Id
  epoch: string
  wsUrl: string
  clock: Clock
  onState: (state: LinkState) => void
  onView: (view: RecordView) => void
  /** A close that another try can't mend: 4401, 4403 or 4404. */
  onRefused: (code: number) => void
}

const finalCodes: ReadonlySet<number> = new Set([
  closeCodes.notSignedIn,
  closeCodes.forbidden,
  closeCodes.notFound,
])

/**
 * The record of a session under whichever epoch the server has now. After any refusal by 44xx the doc is thrown away and
 * a fresh one is filled, on 4409 under the epoch that the server names: nothing that this tab held can get into it. What is
 * shown stays until then.
 */
export class RecordLink {
  /** Everybody's presence. It outlives the docs: they all carry its client id. */
  readonly awareness: Awareness = new OwnAwareness(new Y.Doc())
  readonly #options: Options
  readonly #batch = frameBatch(() => this.#publish())
  #link: DocLink | null = null
  #doc: Y.Doc | null = null
  #reader: ReturnType<typeof followRecord> | null = null
  #epoch: string
  #freshStarts = 0
  #cancelRetry: (() => void) | null = null
  #ended = false

  constructor(options: Options) {
    this.#options = options
    this.#epoch = options.epoch
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
    const doc = new Y.Doc()
    doc.clientID = this.awareness.clientID
    this.#doc = doc
    this.#reader = followRecord(doc, () => this.#batch.schedule())
    this.#link = new DocLink({
      wsUrl: this.#options.wsUrl,
      name: docName.record(this.#options.sessionId, this.#epoch),
      doc,
      awareness: this.awareness,
      clock: this.#options.clock,
      onState: this.#options.onState,
      onSynced: () => {
        this.#freshStarts = 0
        this.#publish()
      },
      onRefused: (code, reason) => this.#refused(code, reason),
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
    if (view?.meta) this.#options.onView(view)
  }

  #refused(code: number, reason: string): void {
    if (finalCodes.has(code)) {
      this.#options.onRefused(code)
      return
    }
    if (code === closeCodes.staleEpoch && reason !== '') this.#epoch = reason
    this.#close()
    const { clock } = this.#options
    // The first fresh start is made at once; a server that keeps refusing is not to be hammered.
    const ms = this.#freshStarts === 0 ? 0 : backoffMs(this.#freshStarts, () => clock.random())
    this.#freshStarts++
    this.#options.onState({ is: 'waiting', retryAt: clock.now() + ms })
    this.#cancelRetry = clock.after(ms, () => {
      if (!this.#ended) this.#open()
    })
  }
}
