import type { Person } from '../../shared/protocol/person.ts'
import type { Clock } from './clock.ts'
import type { Present } from './people.ts'
import { createStore, type Store } from './store.ts'

/** Who isn't here any more may be reloading: they are waited for this long, in milliseconds. */
const graceMs = 5_000

/** `lead` is whose place is shown: the person's own, or where they follow somebody, that one's. */
export type Following =
  | { is: 'nobody' }
  | { is: 'following'; person: Person; lead: Person }
  | { is: 'ended'; words: string }

interface Options {
  me: Person
  people: Store<readonly Present[]>
  clock: Clock
  /** Whether presence is up to date: while it isn't, nobody counts as gone. */
  online: () => boolean
  /** Tells the others whom this tab follows. */
  tell: (id: string | null) => void
}

/** Whose place somebody shows who follows along these links; null where they lead back to `me`. */
function leadOf(id: string, people: ReadonlyMap<string, Present>, me: string): Present | null {
  const seen = new Set([id])
  let lead = people.get(id)
  while (lead?.following) {
    if (lead.following === me) return null
    const next = people.get(lead.following)
    if (!next || seen.has(next.person.id)) break
    seen.add(next.person.id)
    lead = next
  }
  return lead ?? null
}

/** Following somebody: whom, and where they are. It ends by `stop`, when they leave, or where the two follow each other. */
export class Follow {
  readonly #options: Options
  readonly #state = createStore<Following>({ is: 'nobody' })
  readonly state: Store<Following> = this.#state
  readonly #target = createStore<Present | null>(null)
  /** Where the one is whose place is to be shown; null while nobody is followed. */
  readonly target: Store<Present | null> = this.#target
  readonly #unsubscribe: () => void
  #cancelGone: (() => void) | null = null

  constructor(options: Options) {
    this.#options = options
    this.#unsubscribe = options.people.subscribe(() => this.#look())
  }

  /** Follows somebody who is here instead of whoever was followed before. */
  start(id: string): void {
    const present = this.#people().get(id)
    if (!present || id === this.#options.me.id) return
    this.#forgetGone()
    this.#state.set({ is: 'following', person: present.person, lead: present.person })
    this.#look()
    // Told only once it is clear that the way doesn't lead back: else both would take themselves for followed.
    if (this.#state.get().is === 'following') this.#options.tell(id)
  }

  stop(): void {
    if (this.#state.get().is === 'nobody') return
    this.#end({ is: 'nobody' })
  }

  /** Something was done here: who follows goes their own way again. A word about how it ended stays. */
  act(): void {
    if (this.#state.get().is === 'following') this.stop()
  }

  destroy(): void {
    this.#unsubscribe()
    this.#forgetGone()
  }

  #people(): Map<string, Present> {
    return new Map(this.#options.people.get().map((present) => [present.person.id, present]))
  }

  #end(state: Following): void {
    this.#forgetGone()
    this.#target.set(null)
    this.#state.set(state)
    this.#options.tell(null)
  }

  #forgetGone(): void {
    this.#cancelGone?.()
    this.#cancelGone = null
  }

  #look(): void {
    const state = this.#state.get()
    if (state.is !== 'following') return
    const people = this.#people()
    const { person } = state
    const present = people.get(person.id)
    if (!present) {
      this.#cancelGone ??= this.#options.clock.after(graceMs, () => this.#gone(person))
      return
    }
    this.#forgetGone()
    const lead = leadOf(person.id, people, this.#options.me.id)
    if (!lead) {
      this.#end({ is: 'ended', words: `${person.name} follows you, so you show the way.` })
      return
    }
    if (lead.person.id !== state.lead.id)
      this.#state.set({ is: 'following', person, lead: lead.person })
    this.#target.set(lead)
  }

  #gone(person: Person): void {
    this.#cancelGone = null
    if (this.#people().has(person.id)) return
    // The line is down: who is here isn't known.
    if (!this.#options.online()) this.#look()
    else this.#end({ is: 'ended', words: `${person.name} has left.` })
  }
}
