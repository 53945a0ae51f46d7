import { connectionWords } from '../words/session.ts'
import type { WritableStore } from './store.ts'

interface Options {
  /** Over HTTP: why the server would refuse a socket; null if it would not. */
  ask: () => Promise<string | null>
  /** Of an ask that failed: what to tell people; null if nothing answered. */
  explain: (cause: unknown) => string | null
  words: WritableStore<string | null>
}

/** After so many failed tries in a row with an answer over HTTP before each, something on the way blocks sockets. */
const triesUntilBlocked = 3

/** Finds out why sockets fail: browsers don't tell what an upgrade was answered. */
export class SocketTrouble {
  readonly #options: Options
  #asking: symbol | null = null
  /** Since the last answer, a socket could not be opened. */
  #unopened = false
  #answered = 0

  constructor(options: Options) {
    this.#options = options
  }

  /** `opened`: the socket that ended had been open. */
  failed(opened: boolean): void {
    if (!opened) this.#unopened = true
    if (this.#asking) return
    const asking = Symbol()
    this.#asking = asking
    void this.#find().then((words) => {
      if (this.#asking !== asking) return
      this.#asking = null
      this.#options.words.set(words)
    })
  }

  /** Sockets work again, or are no longer needed. */
  isOver(): void {
    this.#asking = null
    this.#unopened = false
    this.#answered = 0
    this.#options.words.set(null)
  }

  async #find(): Promise<string | null> {
    const { ask, explain } = this.#options
    try {
      const refusal = await ask()
      if (refusal !== null) return refusal
      if (this.#unopened) this.#answered++
      this.#unopened = false
      return this.#answered >= triesUntilBlocked ? connectionWords.blocked : null
    } catch (cause) {
      this.#answered = 0
      return explain(cause)
    }
  }
}
