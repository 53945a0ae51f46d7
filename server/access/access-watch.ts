import { words } from '../lib/words.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { type Action, can, may } from '../../shared/roles.ts'
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

interface Subject {
  userId: Id
  placeId: Id
  action: Action
}

/** `return` also ends a `next` that waits. */
export interface AccessIterator<A> extends AsyncIterableIterator<A, undefined> {
  return(): Promise<IteratorResult<A, undefined>>
}

/**
 * Keeps the permissions of open doc sockets and subscriptions current. Yields the permission, then
 * each change. Throws AppError not_found or forbidden once the action isn't allowed.
 */
export interface AccessWatch {
  session(subject: Subject, signal?: AbortSignal): AccessIterator<SessionAccess>
  /** Also yields when the workspace's name or anyone's membership changes. */
  workspace(subject: Subject, signal?: AbortSignal): AccessIterator<WorkspaceAccess>
  close(): void
}

interface Kind<A> {
  name: 'session' | 'workspace'
  find(db: Db, userIds: Id[], placeIds: Id[]): Promise<Map<string, A>>
  need(access: A | undefined, action: Action): A
  allows(access: A, action: Action): boolean
}

interface Deps {
  db: Db
  bus: Bus
  clock: Clock
  log: { error(details: object, message: string): void }
}

/** Interval for re-checking all permissions: bus messages may be lost (rule 10). */
const sweepMs = 10_000

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** A class and not a generator, to save memory: one stays with each open doc socket. */
class Watcher<A extends object> implements AccessIterator<A> {
  /** Null: no access. Undefined: not read yet. */
  latest: A | null | undefined
  readonly subject: Subject
  readonly #watchers: Watchers<A>
  readonly #signal: AbortSignal | undefined
  #begun = false
  #changed = false
  #over = false
  #wake: (() => void) | null = null

  constructor(watchers: Watchers<A>, subject: Subject, signal: AbortSignal | undefined) {
    this.#watchers = watchers
    this.subject = subject
    this.#signal = signal
  }

  next(): Promise<IteratorResult<A, undefined>> {
    if (!this.#begun) return this.#begin()
    return new Promise((resolve, reject) => {
      this.#wake = () => {
        this.#wake = null
        try {
          resolve(this.#current())
        } catch (error) {
          reject(error)
        }
      }
      if (this.#over || this.#changed) this.#wake()
    })
  }

  async return(): Promise<IteratorResult<A, undefined>> {
    this.#end()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  change(latest: A | null): void {
    this.latest = latest
    this.#changed = true
    this.#wake?.()
  }

  async #begin(): Promise<IteratorResult<A, undefined>> {
    this.#begun = true
    if (this.#over || this.#signal?.aborted) return this.return()
    this.#signal?.addEventListener('abort', this.#end)
    try {
      await this.#watchers.add(this)
      if (!this.#over) this.#watchers.kind.need(this.latest ?? undefined, this.subject.action)
    } catch (error) {
      this.#end()
      throw error
    }
    return this.#current()
  }

  #current(): IteratorResult<A, undefined> {
    if (this.#over) return { done: true, value: undefined }
    this.#changed = false
    const { latest, subject } = this
    const { name, allows } = this.#watchers.kind
    if (latest && allows(latest, subject.action)) return { done: false, value: latest }
    this.#end()
    throw new AppError(
      'forbidden',
      latest ? 'Your role here no longer allows that.' : words.accessRemoved(name),
    )
  }

  readonly #end = (): void => {
    this.#over = true
    this.#signal?.removeEventListener('abort', this.#end)
    this.#watchers.remove(this)
    this.#wake?.()
  }
}

class Watchers<A extends object> {
  readonly kind: Kind<A>
  readonly #watchers = new Set<Watcher<A>>()
  readonly #db: Db
  /** One check at a time, so that an older result never replaces a newer one. */
  #checking: Promise<void> = Promise.resolve()

  constructor(db: Db, kind: Kind<A>) {
    this.#db = db
    this.kind = kind
  }

  watch(subject: Subject, signal?: AbortSignal): AccessIterator<A> {
    return new Watcher(this, subject, signal)
  }

  async add(watcher: Watcher<A>): Promise<void> {
    // added before the read, so that no change is missed
    this.#watchers.add(watcher)
    const { userId, placeId } = watcher.subject
    const found = await this.kind.find(this.#db, [userId], [placeId])
    if (watcher.latest === undefined) watcher.latest = found.get(accessKey(userId, placeId)) ?? null
  }

  remove(watcher: Watcher<A>): void {
    this.#watchers.delete(watcher)
  }

  /** `all` also wakes watchers without a change. */
  check(concerns: (subject: Subject) => boolean, all = false): Promise<void> {
    const next = this.#checking.then(() => this.#checkNow(concerns, all))
    this.#checking = next.catch(() => {})
    return next
  }

  async #checkNow(concerns: (subject: Subject) => boolean, all: boolean): Promise<void> {
    const watchers = [...this.#watchers].filter(({ subject }) => concerns(subject))
    if (watchers.length === 0) return
    const found = await this.kind.find(
      this.#db,
      [...new Set(watchers.map(({ subject }) => subject.userId))],
      [...new Set(watchers.map(({ subject }) => subject.placeId))],
    )
    for (const watcher of watchers) {
      const { userId, placeId } = watcher.subject
      const access = found.get(accessKey(userId, placeId)) ?? null
      if (all || !same(access, watcher.latest)) watcher.change(access)
    }
  }
}

export function createAccessWatch({ db, bus, clock, log }: Deps): AccessWatch {
  const sessions = new Watchers<SessionAccess>(db, {
    name: 'session',
    find: findSessionAccess,
    need: needInSession,
    allows: ({ standing }, action) => may(standing, action),
  })
  const workspaces = new Watchers<WorkspaceAccess>(db, {
    name: 'workspace',
    find: findWorkspaceAccess,
    need: needInWorkspace,
    allows: ({ role }, action) => can(role, action),
  })
  const failed = (error: unknown) => log.error({ err: error }, 'checking permissions failed')

  const unsubscribe = bus.subscribe((message) => {
    if (message.type !== 'access_changed') return
    const { userId, sessionId, workspaceId } = message
    sessions
      .check(
        (subject) =>
          (userId === null || subject.userId === userId) &&
          (sessionId === null || subject.placeId === sessionId),
      )
      .catch(failed)
    if (sessionId === null)
      workspaces.check(({ placeId }) => placeId === workspaceId, true).catch(failed)
  })

  let cancelSweep = () => {}
  let closed = false
  const sweepLater = () => {
    if (closed) return
    cancelSweep = clock.after(sweepMs, () => {
      Promise.all([sessions.check(() => true), workspaces.check(() => true)])
        .catch(failed)
        .finally(sweepLater)
    })
  }
  sweepLater()

  return {
    session: (subject, signal) => sessions.watch(subject, signal),
    workspace: (subject, signal) => workspaces.watch(subject, signal),
    close() {
      closed = true
      cancelSweep()
      unsubscribe()
    },
  }
}
