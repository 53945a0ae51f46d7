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

/**
 * Keeps the permissions of open doc sockets and subscriptions current. Yields the permission, then
 * each change. Throws AppError not_found or forbidden once the action isn't allowed.
 */
export interface AccessWatch {
  session(subject: Subject, signal: AbortSignal): AsyncGenerator<SessionAccess, undefined>
  /** Also yields when the workspace's name or anyone's membership changes. */
  workspace(subject: Subject, signal: AbortSignal): AsyncGenerator<WorkspaceAccess, undefined>
  close(): void
}

interface Kind<A> {
  name: 'session' | 'workspace'
  find(db: Db, userIds: Id[], placeIds: Id[]): Promise<Map<string, A>>
  need(access: A | undefined, action: Action): A
  allows(access: A, action: Action): boolean
}

interface Watcher<A> {
  subject: Subject
  /** Null: no access. Undefined: not read yet. */
  latest: A | null | undefined
  revision: number
  wake: () => void
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

class Watchers<A extends object> {
  readonly #watchers = new Set<Watcher<A>>()
  readonly #db: Db
  readonly #kind: Kind<A>
  /** One check at a time, so that an older result never replaces a newer one. */
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
    // registered before the first read, so that no change is missed
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

  /** `all` also wakes watchers without a change. */
  check(concerns: (subject: Subject) => boolean, all = false): Promise<void> {
    const next = this.#checking.then(() => this.#checkNow(concerns, all))
    this.#checking = next.catch(() => {})
    return next
  }

  async #readFirst(watcher: Watcher<A>): Promise<void> {
    const { userId, placeId } = watcher.subject
    const found = await this.#kind.find(this.#db, [userId], [placeId])
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
