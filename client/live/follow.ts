import { followWords } from '../words/presence.ts'
import type { Person } from '../../shared/protocol/person.ts'
import type { Clock } from './clock.ts'
import type { Present } from './people.ts'
import { createStore, type Store } from './store.ts'

/** Following ends only after this time: a person who left may be reloading. */
const graceMs = 5_000

/** `lead`: the followed person, or whoever they follow in turn. */
export type Following =
  | { is: 'nobody' }
  | { is: 'following'; person: Person; lead: Person }
  | { is: 'ended'; words: string }

interface Options {
  me: Person
  people: Store<readonly Present[]>
  clock: Clock
  /** While offline, nobody counts as gone. */
  online: () => boolean
  publish: (id: string | null) => void
}

/** Walks the follow chain to its end or into a cycle. Null if it leads back to `me`. */
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

/** Follows until `stop`, until the person leaves, or until they follow this user. */
export class Follow {
  readonly #options: Options
  readonly #state = createStore<Following>({ is: 'nobody' })
  readonly state: Store<Following> = this.#state
  readonly #target = createStore<Present | null>(null)
  readonly target: Store<Present | null> = this.#target
  readonly #unsubscribe: () => void
  #cancelGone: (() => void) | null = null

  constructor(options: Options) {
    this.#options = options
    this.#unsubscribe = options.people.subscribe(() => this.#update())
  }

  start(id: string): void {
    const present = this.#people().get(id)
    if (!present || id === this.#options.me.id) return
    this.#forgetGone()
    this.#state.set({ is: 'following', person: present.person, lead: present.person })
    this.#update()
    // Published only outside a cycle: else each of the two would see the other as a follower.
    if (this.#state.get().is === 'following') this.#options.publish(id)
  }

  stop(): void {
    if (this.#state.get().is === 'nobody') return
    this.#end({ is: 'nobody' })
  }

  /** The user's own action ends following; the notice of an earlier end stays. */
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
    this.#options.publish(null)
  }

  #forgetGone(): void {
    this.#cancelGone?.()
    this.#cancelGone = null
  }

  #update(): void {
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
      this.#end({ is: 'ended', words: followWords.followsYou(person.name) })
      return
    }
    if (lead.person.id !== state.lead.id)
      this.#state.set({ is: 'following', person, lead: lead.person })
    this.#target.set(lead)
  }

  #gone(person: Person): void {
    this.#cancelGone = null
    if (this.#people().has(person.id)) return
    // offline: presence isn't known
    if (!this.#options.online()) this.#update()
    else this.#end({ is: 'ended', words: followWords.left(person.name) })
  }
}
