import type { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { backoffMs } from '../../shared/backoff.ts'
import { closeRetry } from '../../shared/protocol/close-codes.ts'
import type { Clock } from './clock.ts'

/** `retryAt` is in milliseconds since the epoch. */
export type LinkState =
  | { is: 'connecting' }
  | { is: 'open' }
  | { is: 'waiting'; retryAt: number }
  | { is: 'closed' }

interface Options {
  /** Base URL of the docs, such as `ws://host/yjs`. */
  wsUrl: string
  name: string
  doc: Y.Doc
  awareness: Awareness
  clock: Clock
  onState: (state: LinkState) => void
  /** The doc has what the server has. */
  onSynced: () => void
  /** The server refused access or what the doc holds: this link doesn't connect again by itself. */
  onRefused: (code: number, reason: string) => void
}

/** A connection that takes longer to open is abandoned; the provider itself waits as long as the browser does. */
const openWithinMs = 15_000

/**
 * One doc's connection. The provider reconnects without jitter, so that is off: every close ends with `shouldConnect = false`,
 * which makes the provider's timer do nothing, and this class decides when to connect again.
 */
export class DocLink {
  readonly #provider: WebsocketProvider
  readonly #options: Options
  #failures = 0
  #cancelRetry: (() => void) | null = null
  #cancelGiveUp: (() => void) | null = null
  #ended = false

  constructor(options: Options) {
    this.#options = options
    const { wsUrl, name, doc, awareness } = options
    this.#provider = new WebsocketProvider(wsUrl, name, doc, {
      connect: false,
      disableBc: true,
      awareness,
      shouldReconnect: () => false,
    })
    this.#provider.on('status', ({ status }) => {
      if (status === 'connected') this.#opened()
    })
    this.#provider.on('sync', (synced) => {
      if (!synced || this.#ended) return
      this.#failures = 0
      options.onSynced()
    })
    this.#provider.on('closed', ({ code, reason }) => {
      if (this.#ended) return
      if (closeRetry(code) !== 'same') this.#refused(code, reason)
      else this.#wait()
    })
    // Without an event the provider itself closed a silent connection.
    this.#provider.on('connection-close', (event) => {
      if (event || this.#ended) return
      this.#provider.shouldConnect = false
      this.#wait()
    })
    this.#connect()
  }

  /** Connects now instead of after the backoff. */
  retryNow(): void {
    if (!this.#cancelRetry) return
    this.#cancelRetry()
    this.#connect()
  }

  /** Connects after a refusal whose cause is gone. */
  again(): void {
    if (!this.#ended) this.#connect()
  }

  /** Takes effect with the next connection. */
  rename(name: string): void {
    this.#provider.roomname = name
  }

  destroy(): void {
    if (this.#ended) return
    this.#ended = true
    this.#cancelRetry?.()
    this.#cancelGiveUp?.()
    this.#provider.destroy()
  }

  #connect(): void {
    this.#cancelRetry = null
    if (this.#ended) return
    this.#options.onState({ is: 'connecting' })
    this.#cancelGiveUp = this.#options.clock.after(openWithinMs, () => this.#provider.disconnect())
    this.#provider.connect()
  }

  #opened(): void {
    this.#cancelGiveUp?.()
    this.#options.onState({ is: 'open' })
    // Peers that saw this client leave accept its state only with a higher clock. Leaving raised it by one, so raise it by two.
    const { awareness } = this.#options
    const state = awareness.getLocalState()
    if (!state) return
    awareness.setLocalState(state)
    awareness.setLocalState(state)
  }

  #refused(code: number, reason: string): void {
    this.#cancelGiveUp?.()
    this.#options.onState({ is: 'closed' })
    this.#options.onRefused(code, reason)
  }

  #wait(): void {
    this.#cancelGiveUp?.()
    const { clock } = this.#options
    const ms = backoffMs(this.#failures++, () => clock.random())
    this.#options.onState({ is: 'waiting', retryAt: clock.now() + ms })
    this.#cancelRetry = clock.after(ms, () => this.#connect())
  }
}
