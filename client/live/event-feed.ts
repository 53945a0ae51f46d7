import { AgentEvent } from '../../shared/protocol/subscription.ts'
import type { PlacedEvent } from '../../shared/protocol/events.ts'
import type { Id } from '../../shared/ids.ts'
import { backoffMs } from '../../shared/backoff.ts'
import type { Clock } from './clock.ts'
import type { LiveMessages } from './live-messages.ts'

/** Subscribes to events after a seq. No callback runs after unsubscribing. */
export type SubscribeEvents = (
  input: { sessionId: Id; after: number },
  on: {
    data: (event: unknown) => void
    failed: (cause: unknown) => void
    ended: () => void
    /** The connection ended or could not be made. The subscription resumes by itself. */
    cut: () => void
  },
) => () => void

interface Options {
  sessionId: Id
  story: LiveMessages
  subscribe: SubscribeEvents
  clock: Clock
  onChange: () => void
  /** A durable event, once and in order. */
  onEvent: (event: PlacedEvent['event']) => void
  /** Called when a subscription begins; null from a server that sends no version. */
  onProtocol: (version: number | null) => void
  /** Events stopped or started arriving. */
  onLine: (up: boolean) => void
  /** True if a retry after `cause` is useless. */
  isFinal: (cause: unknown) => boolean
}

/**
 * Restarts a session's subscription from the cursor when it ends, fails or misses an event. Only progress resets the
 * backoff.
 */
export class EventFeed {
  readonly #options: Options
  #stop: (() => void) | null = null
  #cancelRetry: (() => void) | null = null
  #failures = 0
  #ended = false
  #up: boolean | null = null

  constructor(options: Options) {
    this.#options = options
    this.#begin()
  }

  retryNow(): void {
    if (!this.#cancelRetry) return
    this.#cancelRetry()
    this.#begin()
  }

  destroy(): void {
    this.#ended = true
    this.#cancelRetry?.()
    this.#halt()
  }

  #begin(): void {
    this.#cancelRetry = null
    const { subscribe, sessionId, story, isFinal } = this.#options
    let current = true
    const leave = () => {
      current = false
      stop?.()
    }
    // Callbacks may run before `subscribe` returns: `stop` is null then.
    let stop: (() => void) | null = null
    this.#stop = leave
    stop = subscribe(
      { sessionId, after: story.cursor },
      {
        data: (event) => {
          if (current) this.#data(event)
        },
        failed: (cause) => {
          if (!current) return
          if (isFinal(cause)) this.destroy()
          else this.#again()
        },
        ended: () => {
          if (current) this.#again()
        },
        cut: () => {
          if (current) this.#line(false)
        },
      },
    )
    if (!current) stop()
  }

  #halt(): void {
    const stop = this.#stop
    this.#stop = null
    stop?.()
  }

  #line(up: boolean): void {
    const before = this.#up
    if (up === before || this.#ended) return
    this.#up = up
    if (before !== null || !up) this.#options.onLine(up)
  }

  #data(data: unknown): void {
    this.#line(true)
    const parsed = AgentEvent.safeParse(data)
    if (!parsed.success) return
    if (parsed.data.type === 'snapshot') this.#options.onProtocol(parsed.data.protocol ?? null)
    const accepted = this.#options.story.accept(parsed.data)
    if (accepted === 'restart') {
      this.#again()
      return
    }
    if (accepted === 'known') return
    if (parsed.data.type !== 'snapshot') this.#failures = 0
    if (parsed.data.type === 'event') this.#options.onEvent(parsed.data.event)
    this.#options.onChange()
  }

  #again(): void {
    this.#halt()
    if (this.#ended) return
    this.#line(false)
    const { clock } = this.#options
    this.#cancelRetry = clock.after(
      backoffMs(this.#failures++, () => clock.random()),
      () => this.#begin(),
    )
  }
}
