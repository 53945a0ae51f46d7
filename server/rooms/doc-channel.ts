import * as Y from 'yjs'
import { closeCodes } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { Person } from '../../shared/record.ts'
import { type AwarenessEntry, readAwareness, writeAwareness } from './awareness-update.ts'
import type { Connection } from './connection.ts'
import {
  awarenessFrame,
  keepAliveFrame,
  readFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from './doc-protocol.ts'

export interface DocMember {
  connection: Connection
  person: Person
  /** Whether it may change the doc. */
  mayWrite: boolean
}

/** A client that takes so long to read that this much waits for it is let go; it comes back and catches up. */
const maxBuffered = 8_000_000

/**
 * A Yjs doc and the sockets that follow it, over y-websocket's protocol. What a member writes is checked against its right
 * (rule 5); awareness is accepted where the channel carries it, bound to the member's person.
 */
export class DocChannel {
  readonly doc: Y.Doc
  readonly #carriesAwareness: boolean
  readonly #members = new Set<DocMember>()
  /** Awareness by Yjs client id, with the member who owns the id. */
  readonly #aware = new Map<number, { owner: DocMember; entry: AwarenessEntry }>()
  readonly #onMembers: () => void

  constructor(options: { doc: Y.Doc; carriesAwareness: boolean; onMembers?: () => void }) {
    this.doc = options.doc
    this.#carriesAwareness = options.carriesAwareness
    this.#onMembers = options.onMembers ?? (() => {})
    this.doc.on('update', (update: Uint8Array) => this.#broadcast(updateFrame(update)))
  }

  get size(): number {
    return this.#members.size
  }

  /** People with a socket here, each once. */
  people(): Person[] {
    return [
      ...new Map([...this.#members].map((member) => [member.person.id, member.person])).values(),
    ]
  }

  join(member: DocMember): void {
    this.#members.add(member)
    this.#send(member, step1Frame(this.doc))
    this.#sendAllAwareness(member)
    this.#onMembers()
  }

  leave(member: DocMember): void {
    if (!this.#members.delete(member)) return
    const gone: AwarenessEntry[] = []
    for (const [clientId, { owner, entry }] of this.#aware) {
      if (owner !== member) continue
      this.#aware.delete(clientId)
      gone.push({ clientId, clock: entry.clock + 1, state: null })
    }
    if (gone.length > 0) this.#broadcast(awarenessFrame(writeAwareness(gone)))
    this.#onMembers()
  }

  /** Takes a frame of a member; one that is malformed or not allowed closes its socket and changes nothing. */
  receive(member: DocMember, data: Uint8Array): void {
    if (!this.#members.has(member)) return
    if (data.byteLength > limits.docFrameBytes) {
      this.#refuse(member, closeCodes.tooLarge, 'The message is too large.')
      return
    }
    try {
      this.#take(member, data)
    } catch {
      this.#refuse(member, closeCodes.malformed, 'The message is malformed.')
    }
  }

  closeWhere(predicate: (member: DocMember) => boolean, code: number, reason: string): void {
    for (const member of [...this.#members])
      if (predicate(member)) this.#refuse(member, code, reason)
  }

  keepAlive(): void {
    this.#broadcast(keepAliveFrame)
  }

  #take(member: DocMember, data: Uint8Array): void {
    const frame = readFrame(data)
    switch (frame.type) {
      case 'step1':
        this.#send(member, step2Frame(this.doc, frame.stateVector))
        return
      case 'update':
        if (frame.empty) return
        if (member.mayWrite) Y.applyUpdate(this.doc, frame.update, member)
        else this.#refuse(member, closeCodes.forbidden, 'You may not change this.')
        return
      case 'awareness':
        if (this.#carriesAwareness) this.#takeAwareness(member, frame.update)
        return
      case 'queryAwareness':
        this.#sendAllAwareness(member)
        return
    }
  }

  #takeAwareness(member: DocMember, update: Uint8Array): void {
    const news: AwarenessEntry[] = []
    for (const entry of readAwareness(update, member.person)) {
      const known = this.#aware.get(entry.clientId)
      // only a client's own id counts; what it relays of others is no newer than what is known of them
      if (known && known.owner !== member) {
        const cameBack = known.owner.person.id === member.person.id
        if (!cameBack || entry.clock <= known.entry.clock || this.#owns(member)) continue
      }
      if (known && entry.clock < known.entry.clock) continue
      if (!known && this.#owns(member)) continue
      if (entry.state === null) this.#aware.delete(entry.clientId)
      else this.#aware.set(entry.clientId, { owner: member, entry })
      news.push(entry)
    }
    if (news.length > 0) this.#broadcast(awarenessFrame(writeAwareness(news)))
  }

  #owns(member: DocMember): boolean {
    return [...this.#aware.values()].some(({ owner }) => owner === member)
  }

  #sendAllAwareness(member: DocMember): void {
    const entries = [...this.#aware.values()].map(({ entry }) => entry)
    if (entries.length > 0) this.#send(member, awarenessFrame(writeAwareness(entries)))
  }

  #send(member: DocMember, frame: Uint8Array): void {
    if (member.connection.buffered() > maxBuffered)
      this.#refuse(member, closeCodes.tooSlow, 'The connection is too slow.')
    else member.connection.send(frame)
  }

  #broadcast(frame: Uint8Array): void {
    for (const member of [...this.#members]) this.#send(member, frame)
  }

  #refuse(member: DocMember, code: number, reason: string): void {
    this.leave(member)
    member.connection.close(code, reason)
  }
}
