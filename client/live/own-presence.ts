import type { Awareness } from 'y-protocols/awareness'
import type { PresenceState } from '../../shared/protocol/presence.ts'
import type { Clock } from './clock.ts'

const idleAfterMs = 3 * 60_000
/** Minimum interval between published activity. */
const touchStepMs = 5_000

function same(a: unknown, b: unknown) {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

/** Publishes this tab's presence, one message per real change. */
export class OwnPresence {
  readonly #awareness: Awareness
  readonly #clock: Clock
  #cancelIdle: (() => void) | null = null
  #hidden = false

  constructor(awareness: Awareness, clock: Clock) {
    this.#awareness = awareness
    this.#clock = clock
    awareness.setLocalState({ pane: 'preview', typing: false, idle: false, activeAt: clock.now() })
    this.#waitForIdle()
  }

  get(): PresenceState | null {
    return this.#awareness.getLocalState()
  }

  set(change: Partial<PresenceState>): void {
    const state = this.#awareness.getLocalState()
    if (!state) return
    if (Object.entries(change).every(([field, value]) => same(state[field], value))) return
    this.#awareness.setLocalState({ ...state, ...change })
  }

  touch(): void {
    if (this.#hidden) return
    this.#waitForIdle()
    const state = this.get()
    const now = this.#clock.now()
    if (!state?.idle && now - (state?.activeAt ?? 0) < touchStepMs) return
    this.set({ idle: false, activeAt: now })
  }

  setHidden(hidden: boolean): void {
    this.#hidden = hidden
    if (hidden) {
      this.#cancelIdle?.()
      this.set({ idle: true, pointer: null })
    } else {
      this.#waitForIdle()
      this.set({ idle: false, activeAt: this.#clock.now() })
    }
  }

  destroy(): void {
    this.#cancelIdle?.()
  }

  #waitForIdle(): void {
    this.#cancelIdle?.()
    this.#cancelIdle = this.#clock.after(idleAfterMs, () => this.set({ idle: true, pointer: null }))
  }
}
