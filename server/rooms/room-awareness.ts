import type { Person } from '../../shared/protocol/person.ts'
import type { PresenceEntry } from '../bus/presence-entry.ts'

/** y-protocols accepts a removal with the last entry's clock. */
function leaving({ clientId, clock }: PresenceEntry): PresenceEntry {
  return {
    clientId,
    clock,
    state: null,
  }
}

/**
 * A session's awareness by Yjs client id. An own member's entry wins over other nodes', as a client
 * may have moved here. Changing methods return the entries to send to members.
 */
export class RoomAwareness<Owner extends { person: Person }> {
  readonly #own = new Map<number, { owner: Owner; entry: PresenceEntry }>()
  readonly #idOf = new Map<Owner, number>()
  /** `age`: rounds since the node's last message. */
  readonly #others = new Map<string, { entries: Map<number, PresenceEntry>; age: number }>()

  get isEmpty(): boolean {
    return this.#own.size === 0 && this.#others.size === 0
  }

  /** Ignores entries of other ids, which the member only relays. */
  take(owner: Owner, entries: PresenceEntry[]): PresenceEntry[] {
    return entries.filter((entry) => this.#takeOne(owner, entry))
  }

  #takeOne(owner: Owner, entry: PresenceEntry): boolean {
    const { clientId } = entry
    const mine = this.#idOf.get(owner)
    if (mine !== undefined && mine !== clientId) return false
    const known = this.#own.get(clientId)
    const holder = known ?? this.#elsewhere(clientId)
    // a client may reconnect on another socket, but not use another user's id
    if (known?.owner !== owner && holder) {
      const before = 'entry' in holder ? holder.entry : holder
      const samePerson = before.state?.user.id === owner.person.id
      if (!samePerson || entry.clock <= before.clock) return false
    }
    if (known ? entry.clock < known.entry.clock : entry.state === null) return false
    if (known) this.#idOf.delete(known.owner)
    if (entry.state === null) this.#own.delete(clientId)
    else {
      this.#own.set(clientId, { owner, entry })
      this.#idOf.set(owner, clientId)
    }
    return true
  }

  /** `news` is for this node's members: the client may be on another node by now. */
  leave(owner: Owner): { left: PresenceEntry[]; news: PresenceEntry[] } {
    const clientId = this.#idOf.get(owner)
    const known = clientId === undefined ? undefined : this.#own.get(clientId)
    if (clientId === undefined || !known) return { left: [], news: [] }
    this.#idOf.delete(owner)
    this.#own.delete(clientId)
    const left = [leaving(known.entry)]
    const there = this.#elsewhere(clientId)
    return { left, news: there ? [there] : left }
  }

  /** `whole`: the entries are all of that node's members. */
  receive(node: string, entries: PresenceEntry[], whole: boolean): PresenceEntry[] {
    const before = this.#others.get(node)?.entries ?? new Map<number, PresenceEntry>()
    const now = new Map(whole ? [] : before)
    for (const entry of entries) {
      const known = before.get(entry.clientId)
      if (entry.state === null) now.delete(entry.clientId)
      else if (known && known.clock >= entry.clock) now.set(entry.clientId, known)
      else now.set(entry.clientId, entry)
    }
    return this.#replace(node, before, now)
  }

  /** Removes nodes silent for `rounds` calls. */
  age(rounds: number): PresenceEntry[] {
    const news: PresenceEntry[] = []
    for (const [node, other] of this.#others)
      if (++other.age > rounds) news.push(...this.#replace(node, other.entries, new Map()))
    return news
  }

  #replace(
    node: string,
    before: Map<number, PresenceEntry>,
    now: Map<number, PresenceEntry>,
  ): PresenceEntry[] {
    const ids = [...new Set([...before.keys(), ...now.keys()])].filter((id) => !this.#own.has(id))
    const seen = new Map(ids.map((id) => [id, this.#elsewhere(id)]))
    if (now.size > 0) this.#others.set(node, { entries: now, age: 0 })
    else this.#others.delete(node)
    return ids.flatMap((id) => {
      const was = seen.get(id)
      const is = this.#elsewhere(id)
      if (is) return is === was || (was && is.clock < was.clock) ? [] : [is]
      return was ? [leaving(was)] : []
    })
  }

  /** The newest entry on other nodes: while a client moves, two may have one. */
  #elsewhere(clientId: number): PresenceEntry | undefined {
    let newest: PresenceEntry | undefined
    for (const { entries } of this.#others.values()) {
      const entry = entries.get(clientId)
      if (entry && (!newest || entry.clock > newest.clock)) newest = entry
    }
    return newest
  }

  own(): PresenceEntry[] {
    return [...this.#own.values()].map(({ entry }) => entry)
  }

  all(): PresenceEntry[] {
    const all = new Map<number, PresenceEntry>()
    for (const { entries } of this.#others.values())
      for (const entry of entries.values()) {
        const known = all.get(entry.clientId)
        if (!known || known.clock < entry.clock) all.set(entry.clientId, entry)
      }
    for (const { entry } of this.#own.values()) all.set(entry.clientId, entry)
    return [...all.values()]
  }

  peopleElsewhere(): Person[] {
    const people = new Map<string, Person>()
    for (const { entries } of this.#others.values())
      for (const { state } of entries.values()) if (state) people.set(state.user.id, state.user)
    return [...people.values()]
  }
}
