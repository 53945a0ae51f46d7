import { DrizzlePostgreSQLAdapter } from '@lucia-auth/adapter-drizzle'
import { and, desc, eq, gt, inArray, lt } from 'drizzle-orm'
import { generateIdFromEntropySize, Lucia } from 'lucia'
import { authSessions, users } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { type AuthUser, toAuthUser } from './accounts.ts'
import type { BrowserKey } from './browser-key.ts'
import { type CookieNames, createCookieNames } from './cookie-names.ts'
import { cookiesOf } from './cookies.ts'

type UserAttributes = { name: string; email: string | null; guest: boolean; usedAt: Date }

type SessionAttributes = { usedAt: Date }

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<SessionAttributes, UserAttributes>
    DatabaseUserAttributes: UserAttributes
    DatabaseSessionAttributes: { browser: string | null; createdAt?: Date; usedAt?: Date }
  }
}

/** `freshCookie`: the renewed cookie, if due. */
export type SignedIn = { user: AuthUser; authSessionId: string; freshCookie: string | null }

/** Cookies are header values. A `Set-Cookie` value has the base name; `named` gives it the browser's. */
export interface AuthSessions {
  names: CookieNames
  /** Each cookie is checked, wherever it stands. Valid ones of different users sign nobody in. */
  authenticate(
    cookieHeader: string | undefined,
    browser: BrowserKey | null,
    /** Whether a `Set-Cookie` reaches the browser, so that an earlier release's cookie can be replaced. */
    canReplace: boolean,
  ): Promise<(SignedIn & { replaces: string | null }) | null>
  /** Every user that has a valid cookie in the header. */
  usersOf(cookieHeader: string | undefined): Promise<Id[]>
  /** Returns a `Set-Cookie` value. `browserName`: such as "Firefox on Windows". */
  start(userId: string, browserName: string | null): Promise<string>
  end(authSessionId: string): Promise<void>
  /** Returns the ids that are still valid. */
  living(authSessionIds: readonly string[]): Promise<ReadonlySet<string>>
  named(setCookie: string, browser: BrowserKey | null): string
  /** A `Set-Cookie` value that deletes the cookie. */
  blankCookie(): string
  probeCookie(): string
  deleteExpired(): Promise<void>
}

/** A guest's use is stored at most this often. */
const useStoredMs = 24 * 60 * 60_000

/** Keeps cookies with malformed ids away from the database. */
const idShape = /^[a-z0-9]{20,64}$/
/** Ids of earlier releases have 40 characters, ours 52. */
const idEntropy = 32
const legacyShape = /^[a-z0-9]{40}$/
/** More in one header are an attack. */
const maxChecked = 50
/** Requests that were under way with a replaced id still count. */
const replacedForMs = 60_000

/** `usedAt` is at most this much behind. */
const usedStepMs = 5 * 60_000

/** The user's valid auth sessions, the one used last first. */
export function authSessionsOf(db: Db | Tx, userId: string) {
  return db
    .select()
    .from(authSessions)
    .where(and(eq(authSessions.userId, userId), gt(authSessions.expiresAt, new Date())))
    .orderBy(desc(authSessions.usedAt), authSessions.id)
}

/** Lucia's defaults: 30 days, renewed by use. */
export function createAuthSessions(
  db: Db,
  options: { installation: string; secure: boolean },
): AuthSessions {
  const names = createCookieNames(options)
  const lucia = new Lucia(new DrizzlePostgreSQLAdapter(db, authSessions, users), {
    sessionCookie: {
      name: names.base,
      attributes: { secure: options.secure, sameSite: 'lax', path: '/' },
    },
    getUserAttributes: ({ name, email, guest, usedAt }) => ({ name, email, guest, usedAt }),
    getSessionAttributes: ({ usedAt }) => ({ usedAt: usedAt ?? new Date() }),
  })
  /** Guests without use are removed (`server/upkeep/remove-guests.ts`). */
  const noteGuests = async (guests: ReadonlyArray<{ id: string; usedAt: Date }>) => {
    const before = new Date(Date.now() - useStoredMs)
    const due = guests.flatMap(({ id, usedAt }) => (usedAt < before ? [id] : []))
    if (due.length === 0) return
    await db
      .update(users)
      .set({ usedAt: new Date() })
      .where(and(inArray(users.id, due), lt(users.usedAt, before)))
  }

  const noteUse = async (id: string, usedAt: Date) => {
    const step = new Date(Date.now() - usedStepMs)
    if (usedAt >= step) return
    await db
      .update(authSessions)
      .set({ usedAt: new Date() })
      .where(and(eq(authSessions.id, id), lt(authSessions.usedAt, step)))
  }

  const living = (ids: readonly string[]) =>
    db
      .select({ id: authSessions.id, userId: authSessions.userId })
      .from(authSessions)
      .where(and(inArray(authSessions.id, [...ids]), gt(authSessions.expiresAt, new Date())))

  /** Null if none is valid, or if valid ones are of different users. */
  const settle = async (ids: string[]): Promise<string | null> => {
    if (ids.length <= 1) return ids[0] ?? null
    const rows = await living(ids)
    return new Set(rows.map(({ userId }) => userId)).size === 1 ? (rows[0]?.id ?? null) : null
  }

  const idsIn = (header: string | undefined, counts: (name: string, id: string) => boolean) => {
    const ids = cookiesOf(header).flatMap(({ name, value }) =>
      idShape.test(value) && counts(name, value) ? [value] : [],
    )
    return [...new Set(ids)].slice(0, maxChecked)
  }
  const isLegacy = (name: string, id: string) => name === names.legacy && legacyShape.test(id)

  const validate = async (id: string | null) => {
    if (id === null) return null
    const { user, session } = await lucia.validateSession(id)
    if (!session) return null
    await noteUse(session.id, session.usedAt)
    if (user.guest) await noteGuests([user])
    const freshCookie = session.fresh ? lucia.createSessionCookie(session.id).serialize() : null
    return { user: toAuthUser(user), authSessionId: session.id, freshCookie, replaces: null }
  }

  /** Never renewed: what an earlier release gave out ends within 30 days. */
  const validateLegacy = async (id: string | null) => {
    if (id === null) return null
    const [row] = await db
      .select({ user: users, usedAt: authSessions.usedAt })
      .from(authSessions)
      .innerJoin(users, eq(users.id, authSessions.userId))
      .where(and(eq(authSessions.id, id), gt(authSessions.expiresAt, new Date())))
    if (!row) return null
    await noteUse(id, row.usedAt)
    if (row.user.guest) await noteGuests([row.user])
    return { user: toAuthUser(row.user), authSessionId: id, freshCookie: null, replaces: null }
  }

  const start = async (
    userId: string,
    attributes: { browser: string | null; createdAt?: Date },
  ) => {
    const sessionId = generateIdFromEntropySize(idEntropy)
    const session = await lucia.createSession(userId, attributes, { sessionId })
    return { id: session.id, cookie: lucia.createSessionCookie(session.id).serialize() }
  }

  /** The same sign-in: it keeps its age. */
  const replaceLegacy = async (found: SignedIn) => {
    const [old] = await db
      .update(authSessions)
      .set({ expiresAt: new Date(Date.now() + replacedForMs) })
      .where(eq(authSessions.id, found.authSessionId))
      .returning({ browser: authSessions.browser, createdAt: authSessions.createdAt })
    const { id, cookie } = await start(found.user.id, old ?? { browser: null })
    const replaces = found.authSessionId
    return { user: found.user, authSessionId: id, freshCookie: cookie, replaces }
  }

  return {
    names,
    async authenticate(header, browser, canReplace) {
      const own = browser || options.secure ? names.of(browser) : null
      const ids = idsIn(header, (name) => (own === null ? names.isOwn(name) : name === own))
      if (own === null) {
        const all = [...ids, ...idsIn(header, isLegacy)]
        const id = await settle([...new Set(all)])
        return id !== null && legacyShape.test(id) ? validateLegacy(id) : validate(id)
      }
      const found = await validate(await settle(ids))
      if (found || ids.length > 1) return found
      if (!browser?.isNew && !options.secure) return null
      const legacy = await validateLegacy(await settle(idsIn(header, isLegacy)))
      return legacy && canReplace ? replaceLegacy(legacy) : legacy
    },
    async usersOf(header) {
      const ids = idsIn(header, (name, id) => names.isOwn(name) || isLegacy(name, id))
      if (ids.length === 0) return []
      return [...new Set((await living(ids)).map(({ userId }) => userId))]
    },
    start: async (userId, browser) => (await start(userId, { browser })).cookie,
    end: (authSessionId) => lucia.invalidateSession(authSessionId),
    async living(ids) {
      const rows = await db
        .select({
          id: authSessions.id,
          user: { id: users.id, guest: users.guest, usedAt: users.usedAt },
        })
        .from(authSessions)
        .innerJoin(users, eq(users.id, authSessions.userId))
        .where(and(inArray(authSessions.id, [...ids]), gt(authSessions.expiresAt, new Date())))
      // an open socket is use too
      await noteGuests(rows.flatMap(({ user }) => (user.guest ? [user] : [])))
      return new Set(rows.map(({ id }) => id))
    },
    named(setCookie, browser) {
      const prefix = `${names.base}=`
      if (!setCookie.startsWith(prefix)) return setCookie
      return `${names.of(browser)}=${setCookie.slice(prefix.length)}`
    },
    blankCookie: () => lucia.createBlankSessionCookie().serialize(),
    probeCookie: () =>
      `${names.probe}=1; HttpOnly; Path=/; SameSite=Lax${options.secure ? '; Secure' : ''}`,
    deleteExpired: () => lucia.deleteExpiredSessions(),
  }
}
