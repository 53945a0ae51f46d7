import { type Id, newId } from '../../shared/ids.ts'
import { createStore, type Store } from './store.ts'

/** A message on its way to the server. */
export interface Sending {
  id: Id
  text: string
  /** ISO 8601, by this tab's clock. */
  at: string
}

/** A message that the server did not take; its text is back in the draft. */
export interface Unsent {
  id: Id
  text: string
  message: string
}

export interface OutboxState {
  sending: readonly Sending[]
  unsent: Unsent | null
}

interface Options {
  send: (message: { id: Id; text: string }) => Promise<unknown>
  /** Gives a text back that couldn't be sent. */
  giveBack: (text: string) => void
  /** What a failure says to people. */
  explain: (cause: unknown) => string
  now: () => number
}

/** Sends messages and keeps what is under way, so that the chat can show it at once and nothing typed is lost. */
export class Outbox {
  readonly #options: Options
  readonly #state = createStore<OutboxState>({ sending: [], unsent: null })
  readonly state: Store<OutboxState> = this.#state

  constructor(options: Options) {
    this.#options = options
  }

  /**
   * Sends a text. One that is sent again unchanged keeps its id: should the first try have reached the server after all, it
   * answers as it did then.
   */
  async send(text: string): Promise<void> {
    const { unsent } = this.#state.get()
    const id = unsent?.text === text ? unsent.id : newId()
    const at = new Date(this.#options.now()).toISOString()
    this.#set({ sending: [...this.#state.get().sending, { id, text, at }], unsent: null })
    try {
      await this.#options.send({ id, text })
    } catch (cause) {
      if (!this.#state.get().sending.some((other) => other.id === id)) return
      this.#drop(id)
      this.#options.giveBack(text)
      this.#set({ unsent: { id, text, message: this.#options.explain(cause) } })
    }
  }

  /** The record has these messages: what was under way has arrived. */
  arrived(ids: ReadonlySet<string>): void {
    const { sending, unsent } = this.#state.get()
    const left = sending.filter((message) => !ids.has(message.id))
    const lost = unsent && ids.has(unsent.id) ? null : unsent
    if (left.length !== sending.length || lost !== unsent)
      this.#set({ sending: left, unsent: lost })
  }

  /** The reader has seen the failure, or the text has changed. */
  forgetUnsent(): void {
    if (this.#state.get().unsent) this.#set({ unsent: null })
  }

  #drop(id: Id): void {
    this.#set({ sending: this.#state.get().sending.filter((other) => other.id !== id) })
  }

  #set(change: Partial<OutboxState>): void {
    this.#state.set({ ...this.#state.get(), ...change })
  }
}
