import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { Action } from '../../shared/roles.ts'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import {
  accessKey,
  findSessionAccess,
  findWorkspaceAccess,
  needInSession,
  needInWorkspace,
  type SessionAccess,
  type WorkspaceAccess,
} from './access.ts'

/** Something that stays open by an access, and is told each time that it has become another; null: there is none any more. */
export interface Held<A> {
  access: A
  /** No longer open: nothing more is told. */
  release(): void
}

/**
 * Accesses that something is open by: doc sockets and subscriptions. Each is looked up after it is known here, so that a
 * change in the same moment is either in what is found or told right after.
 */
export interface AccessWatch {
  /** Throws as `accessToSession` does. */
  holdSession(
    userId: Id,
    sessionId: Id,
    action: Action,
    onChange: (access: SessionAccess | null) => void,
  ): Promise<Held<SessionAccess>>
  /** Throws as `accessToWorkspace` does. */
  holdWorkspace(
    userId: Id,
    workspaceId: Id,
    action: Action,
    onChange: (access: WorkspaceAccess | null) => void,
  ): Promise<Held<WorkspaceAccess>>
  close(): void
}

interface Entry<A> {
  userId: Id
  placeId: Id
  /** Undefined until it was found for the first time. */
  latest: A | null | undefined
  /** Whether who holds it has been given it. */
  given: boolean
  onChange: (access: A | null) => void
}

interface Deps {
  db: Db
  bus: Bus
  clock: Clock
  log: { error(details: object, message: string): void }
}

/** How often everything that is open is looked at without being told to (rule 10): a message of the bus may be lost. */
const sweepMs = 10_000

type Find<A> = (db: Db, userIds: Id[], placeIds: Id[]) => Promise<Map<string, A>>

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** What is open by an access to one kind of place. */
class Holdings<A> {
  readonly #entries = new Set<Entry<A>>()
  readonly #db: Db
  readonly #find: Find<A>
  /** Looks follow each other, so that an older answer never comes after a newer one. */
  #looking: Promise<void> = Promise.resolve()

  constructor(db: Db, find: Find<A>) {
    this.#db = db
    this.#find = find
  }

  async hold(
    who: { userId: Id; placeId: Id },
    need: (found: A | undefined) => A,
    onChange: (access: A | null) => void,
  ): Promise<Held<A>> {
    const entry: Entry<A> = { ...who, latest: undefined, given: false, onChange }
    this.#entries.add(entry)
    try {
      const found = await this.#find(this.#db, [who.userId], [who.placeId])
      // what was found meanwhile, after a change, is newer than this
      if (entry.latest === undefined)
        entry.latest = found.get(accessKey(who.userId, who.placeId)) ?? null
      const access = need(entry.latest ?? undefined)
      entry.given = true
      return { access, release: () => void this.#entries.delete(entry) }
    } catch (error) {
      this.#entries.delete(entry)
      throw error
    }
  }

  look(concerns: (entry: { userId: Id; placeId: Id }) => boolean): Promise<void> {
    const next = this.#looking.then(() => this.#lookAt([...this.#entries].filter(concerns)))
    this.#looking = next.catch(() => {})
    return next
  }

  async #lookAt(entries: Entry<A>[]): Promise<void> {
    if (entries.length === 0) return
    const distinct = (of: (entry: Entry<A>) => Id) => [...new Set(entries.map(of))]
    const userIds = distinct(({ userId }) => userId)
    const placeIds = distinct(({ placeId }) => placeId)
    const found = await this.#find(this.#db, userIds, placeIds)
    for (const entry of entries) {
      if (!this.#entries.has(entry)) continue
      const access = found.get(accessKey(entry.userId, entry.placeId)) ?? null
      if (same(access, entry.latest)) continue
      entry.latest = access
      if (entry.given) entry.onChange(access)
    }
  }
}

/** Follows the bus, and looks by itself besides. */
export function createAccessWatch({ db, bus, clock, log }: Deps): AccessWatch {
  const sessions = new Holdings<SessionAccess>(db, findSessionAccess)
  const workspaces = new Holdings<WorkspaceAccess>(db, findWorkspaceAccess)
  const failed = (error: unknown) => log.error({ err: error }, 'looking at accesses failed')

  const unsubscribe = bus.subscribe((message) => {
    if (message.type !== 'access_changed') return
    const { userId, sessionId, workspaceId } = message
    const theirs = (entry: { userId: Id }) => userId === null || entry.userId === userId
    sessions
      .look((entry) => theirs(entry) && (sessionId === null || entry.placeId === sessionId))
      .catch(failed)
    if (sessionId === null)
      workspaces.look((entry) => theirs(entry) && entry.placeId === workspaceId).catch(failed)
  })

  let cancelSweep = () => {}
  let closed = false
  const sweepLater = () => {
    if (closed) return
    cancelSweep = clock.after(sweepMs, () => {
      Promise.all([sessions.look(() => true), workspaces.look(() => true)])
        .catch(failed)
        .finally(sweepLater)
    })
  }
  sweepLater()

  return {
    holdSession: (userId, sessionId, action, onChange) =>
      sessions.hold(
        { userId, placeId: sessionId },
        (found) => needInSession(found, action),
        onChange,
      ),
    holdWorkspace: (userId, workspaceId, action, onChange) =>
      workspaces.hold(
        { userId, placeId: workspaceId },
        (found) => needInWorkspace(found, action),
        onChange,
      ),
    close() {
      closed = true
      cancelSweep()
      unsubscribe()
    },
  }
}
