import { type Id, newId } from '../../shared/ids.ts'
import { createStore, type Store } from './store.ts'

/** A message on its way to the server. */
export interface Sending {
  id: Id
  text: string
  /** ISO 8601, by this tab's clock. */
  at: string
  /** False for what does not become a message. */
  shown: boolean
}

/** A message that the server did not take; its text is (again) where it was written. */
export interface Unsent {
  id: Id
  text: string
  message: string
}

export interface OutboxState {
  sending: readonly Sending[]
  /** The shared draft is being taken out: it can't be sent a second time. */
  taking: boolean
  unsent: Unsent | null
  /** Somebody else had just sent what this tab sent too. */
  overtaken: boolean
}

/** What is sent: a text of one's own, or the shared draft in the state in which it is seen. */
export type Letter<Options> = { text: string; options: Options; shown: boolean } & (
  | { draft: string }
  | { giveBack: (text: string) => void }
)

interface Calls<Options> {
  /** `gone`: somebody else had sent the same draft before. */
  send: (
    message: { id: Id; options: Options } & ({ text: string } | { draft: string }),
  ) => Promise<{ gone: boolean }>
  /** What a failure says to people. */
  explain: (cause: unknown) => string
  now: () => number
}

const empty: OutboxState = { sending: [], taking: false, unsent: null, overtaken: false }

/** Sends what people say and keeps what is under way, so that the screen can show it at once and nothing typed is lost. */
export class Outbox<Options> {
  readonly #calls: Calls<Options>
  readonly #state = createStore<OutboxState>(empty)
  readonly state: Store<OutboxState> = this.#state

  constructor(calls: Calls<Options>) {
    this.#calls = calls
  }

  /**
   * Sends a text. One that is sent again unchanged keeps its id: should the first try have reached the server after all, it
   * answers as it did then. A shared draft is taken out by the server, and stays where it is until then.
   * Answers whether the server took it as this tab's.
   */
  async send(letter: Letter<Options>): Promise<boolean> {
    const { text, options, shown } = letter
    const shared = 'draft' in letter
    const { unsent, taking } = this.#state.get()
    if (shared && taking) return false
    const id = unsent?.text === text ? unsent.id : newId()
    const at = new Date(this.#calls.now()).toISOString()
    this.#set({
      sending: [...this.#state.get().sending, { id, text, at, shown }],
      taking: taking || shared,
      unsent: null,
      overtaken: false,
    })
    try {
      const words = shared ? { draft: letter.draft } : { text }
      const { gone } = await this.#calls.send({ id, options, ...words })
      if (gone || !shown) this.#drop(id)
      if (gone) this.#set({ overtaken: true })
      return !gone
    } catch (cause) {
      if (!this.#state.get().sending.some((other) => other.id === id)) return true
      this.#drop(id)
      if (!shared) letter.giveBack(text)
      this.#set({ unsent: { id, text, message: this.#calls.explain(cause) } })
      return false
    } finally {
      if (shared) this.#set({ taking: false })
    }
  }

  /** The record has these: what was under way has arrived. */
  arrived(ids: ReadonlySet<string>): void {
    const { sending, unsent } = this.#state.get()
    const left = sending.filter((message) => !ids.has(message.id))
    const lost = unsent && ids.has(unsent.id) ? null : unsent
    if (left.length !== sending.length || lost !== unsent)
      this.#set({ sending: left, unsent: lost })
  }

  /** The reader has seen what went wrong, or the text has changed. */
  forgetTrouble(): void {
    const { unsent, overtaken } = this.#state.get()
    if (unsent || overtaken) this.#set({ unsent: null, overtaken: false })
  }

  #drop(id: Id): void {
    this.#set({ sending: this.#state.get().sending.filter((other) => other.id !== id) })
  }

  #set(change: Partial<OutboxState>): void {
    this.#state.set({ ...this.#state.get(), ...change })
  }
}
