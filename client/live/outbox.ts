import { type Id, newId } from '../../shared/ids.ts'
import { createStore, type Store } from './store.ts'

export interface Sending {
  id: Id
  text: string
  /** ISO 8601, by this tab's clock. */
  at: string
  /** False for suggestions. */
  shown: boolean
}

export interface Unsent {
  id: Id
  text: string
  message: string
  /** The server didn't respond. */
  offline: boolean
}

export interface OutboxState {
  sending: readonly Sending[]
  /** The shared draft is being sent. */
  taking: boolean
  unsent: Unsent | null
  /** Somebody else sent the draft first. */
  overtaken: boolean
}

export type Letter<Options> = { text: string; options: Options; shown: boolean } & (
  | { draft: string }
  | { giveBack: (text: string) => void }
)

interface Calls<Options> {
  /** `gone`: somebody else sent the draft first. */
  send: (
    message: { id: Id; options: Options } & ({ text: string } | { draft: string }),
  ) => Promise<{ gone: boolean }>
  explain: (cause: unknown) => { message: string; offline: boolean }
  now: () => number
}

const empty: OutboxState = { sending: [], taking: false, unsent: null, overtaken: false }

/** Sends messages and keeps the pending ones, so that the screen shows them at once and no text is lost. */
export class Outbox<Options> {
  readonly #calls: Calls<Options>
  readonly #state = createStore<OutboxState>(empty)
  readonly state: Store<OutboxState> = this.#state

  constructor(calls: Calls<Options>) {
    this.#calls = calls
  }

  /**
   * An unchanged text keeps its id, so the server accepts it once even if the first try arrived. The server empties a sent
   * shared draft. Resolves to true if the server accepted it from this tab.
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
      this.#set({ unsent: { id, text, ...this.#calls.explain(cause) } })
      return false
    } finally {
      if (shared) this.#set({ taking: false })
    }
  }

  /** Takes the ids of the record's messages. */
  arrived(ids: ReadonlySet<string>): void {
    const { sending, unsent } = this.#state.get()
    const left = sending.filter((message) => !ids.has(message.id))
    const lost = unsent && ids.has(unsent.id) ? null : unsent
    if (left.length !== sending.length || lost !== unsent)
      this.#set({ sending: left, unsent: lost })
  }

  /** The server responds again: what couldn't be sent is in its box, ready to be sent. */
  online(): void {
    if (this.#state.get().unsent?.offline) this.#set({ unsent: null })
  }

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
