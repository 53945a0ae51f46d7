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

/** Who wants to do what, and in which session or workspace. */
interface Subject {
  userId: Id
  placeId: Id
  action: Action
}

/**
 * Follows permissions for what stays open by them: doc sockets and subscriptions.
 *
 * Each method yields the current permission, then each change of it, until the signal is aborted. It throws AppError
 * not_found or forbidden where the action isn't allowed, and forbidden once it no longer is.
 */
export interface AccessWatch {
  session(subject: Subject, signal: AbortSignal): AsyncGenerator<SessionAccess, undefined>
  /** Yields also when somebody else's membership or the workspace's name has changed. */
  workspace(subject: Subject, signal: AbortSignal): AsyncGenerator<WorkspaceAccess, undefined>
  close(): void
}

/** A kind of place, and how permissions in it are read. */
interface Kind<A> {
  name: 'session' | 'workspace'
  find(db: Db, userIds: Id[], placeIds: Id[]): Promise<Map<string, A>>
  need(access: A | undefined, action: Action): A
  allows(access: A, action: Action): boolean
}

interface Watcher<A> {
  subject: Subject
  /** Null: no access. Undefined until it has been read for the first time. */
  latest: A | null | undefined
  /** Grows with each change that the subscriber has to see. */
  revision: number
  wake: () => void
}

interface Deps {
  db: Db
  bus: Bus
  clock: Clock
  log: { error(details: object, message: string): void }
}

/** Interval for re-checking every permission (rule 10): bus messages may be lost. */
const sweepMs = 10_000

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** The permissions that are being watched in one kind of place. */
class Watchers<A extends object> {
  readonly #watchers = new Set<Watcher<A>>()
  readonly #db: Db
  readonly #kind: Kind<A>
  /** Checks run one after the other, so that an older result never replaces a newer one. */
  #checking: Promise<void> = Promise.resolve()

  constructor(db: Db, kind: Kind<A>) {
    this.#db = db
    this.#kind = kind
  }

  async *watch(subject: Subject, signal: AbortSignal): AsyncGenerator<A, undefined> {
    const { action } = subject
    const watcher: Watcher<A> = { subject, latest: undefined, revision: 0, wake: () => {} }
    const onAbort = () => watcher.wake()
    signal.addEventListener('abort', onAbort)
    // registered before the first read: a change in the same moment is in that read or reported after it
    this.#watchers.add(watcher)
    try {
      await this.#readFirst(watcher)
      let seen = watcher.revision
      yield this.#kind.need(watcher.latest ?? undefined, action)
      while (!signal.aborted) {
        if (watcher.revision === seen) {
          await new Promise<void>((resolve) => {
            watcher.wake = resolve
          })
          continue
        }
        seen = watcher.revision
        yield this.#stillAllowed(watcher)
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#watchers.delete(watcher)
    }
    return undefined
  }

  /** Reads the permissions of these watchers again. `all` reports also those that are as they were. */
  check(concerns: (subject: Subject) => boolean, all = false): Promise<void> {
    const next = this.#checking.then(() => this.#checkNow(concerns, all))
    this.#checking = next.catch(() => {})
    return next
  }

  async #readFirst(watcher: Watcher<A>): Promise<void> {
    const { userId, placeId } = watcher.subject
    const found = await this.#kind.find(this.#db, [userId], [placeId])
    // a check that ran meanwhile has read later than this
    if (watcher.latest === undefined) watcher.latest = found.get(accessKey(userId, placeId)) ?? null
  }

  #stillAllowed({ subject, latest }: Watcher<A>): A {
    if (!latest) throw new AppError('forbidden', words.accessRemoved(this.#kind.name))
    if (!this.#kind.allows(latest, subject.action))
      throw new AppError('forbidden', 'Your role here no longer allows that.')
    return latest
  }

  async #checkNow(concerns: (subject: Subject) => boolean, all: boolean): Promise<void> {
    const watchers = [...this.#watchers].filter(({ subject }) => concerns(subject))
    if (watchers.length === 0) return
    const found = await this.#kind.find(
      this.#db,
      [...new Set(watchers.map(({ subject }) => subject.userId))],
      [...new Set(watchers.map(({ subject }) => subject.placeId))],
    )
    for (const watcher of watchers) {
      const { userId, placeId } = watcher.subject
      const access = found.get(accessKey(userId, placeId)) ?? null
      if (!all && same(access, watcher.latest)) continue
      watcher.latest = access
      watcher.revision++
      watcher.wake()
    }
  }
}

/** Re-checks permissions when the bus reports a change, and at intervals. */
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
