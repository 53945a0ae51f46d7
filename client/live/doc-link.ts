import type { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { backoffMs } from '../../shared/backoff.ts'
import { closeRetry } from '../../shared/protocol/close-codes.ts'
import { browserKey } from '../browser-key.ts'
import type { Clock } from './clock.ts'

/** `retryAt` is in milliseconds since the epoch. `opened`: the connection that ended had been open. */
export type LinkState =
  | { is: 'connecting' }
  | { is: 'open' }
  | { is: 'waiting'; retryAt: number; opened: boolean }
  | { is: 'closed' }

interface Options {
  wsUrl: string
  name: string
  doc: Y.Doc
  awareness: Awareness
  clock: Clock
  onState: (state: LinkState) => void
  onSynced: () => void
  /** The link doesn't reconnect by itself afterwards. */
  onRefused: (code: number, reason: string) => void
}

/** A slower connection is abandoned; the provider has no timeout. */
const openWithinMs = 15_000

/**
 * The provider reconnects without jitter, so its timer is disabled: every close sets `shouldConnect = false`, and this class
 * schedules the retry.
 */
export class DocLink {
  readonly #provider: WebsocketProvider
  readonly #options: Options
  #failures = 0
  #isOpen = false
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
    this.#isOpen = false
    this.#options.onState({ is: 'connecting' })
    this.#cancelGiveUp = this.#options.clock.after(openWithinMs, () => this.#provider.disconnect())
    this.#provider.protocols = browserKey.protocols()
    this.#provider.connect()
  }

  #opened(): void {
    this.#isOpen = true
    this.#cancelGiveUp?.()
    this.#options.onState({ is: 'open' })
    // Peers that saw this client leave accept its state only with a higher clock. Leaving added one, so add two.
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
    this.#options.onState({ is: 'waiting', retryAt: clock.now() + ms, opened: this.#isOpen })
    this.#cancelRetry = clock.after(ms, () => this.#connect())
  }
}
