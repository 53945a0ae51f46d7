import { DrizzlePostgreSQLAdapter } from '@lucia-auth/adapter-drizzle'
import { and, desc, eq, gt, inArray, lt, ne } from 'drizzle-orm'
import { Lucia } from 'lucia'
import { authSessions, users } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { type AuthUser, toAuthUser } from './accounts.ts'
import { readCookie } from './cookies.ts'

type UserAttributes = { name: string; email: string | null; guest: boolean }

type SessionAttributes = { usedAt: Date }

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<SessionAttributes, UserAttributes>
    DatabaseUserAttributes: UserAttributes
    DatabaseSessionAttributes: { browser: string | null; usedAt?: Date }
  }
}

/** `freshCookie`: the renewed cookie, if due. */
export type SignedIn = { user: AuthUser; authSessionId: string; freshCookie: string | null }

/** Cookies are header values. */
export interface AuthSessions {
  cookieName: string
  authenticate(cookieHeader: string | undefined): Promise<SignedIn | null>
  /** Returns a `Set-Cookie` value. `browser`: such as "Firefox on Windows". */
  start(userId: string, browser: string | null): Promise<string>
  end(authSessionId: string): Promise<void>
  /** Returns the ids that are still valid. */
  living(authSessionIds: readonly string[]): Promise<ReadonlySet<string>>
  /** A `Set-Cookie` value that deletes the cookie. */
  blankCookie(): string
  deleteExpired(): Promise<void>
}

/** Keeps cookies with malformed ids away from the database. */
const idShape = /^[a-z0-9]{20,64}$/

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

/** Returns the ids of those that ended. Notify of them after the commit. */
export async function endAuthSessions(
  db: Db | Tx,
  userId: string,
  except: string | null = null,
): Promise<string[]> {
  const kept = except === null ? undefined : ne(authSessions.id, except)
  const rows = await db
    .delete(authSessions)
    .where(and(eq(authSessions.userId, userId), kept))
    .returning({ id: authSessions.id })
  return rows.map(({ id }) => id)
}

/** Lucia's defaults: 30 days, renewed by use. */
export function createAuthSessions(
  db: Db,
  options: { cookieName: string; secure: boolean },
): AuthSessions {
  const lucia = new Lucia(new DrizzlePostgreSQLAdapter(db, authSessions, users), {
    sessionCookie: {
      name: options.cookieName,
      attributes: { secure: options.secure, sameSite: 'lax', path: '/' },
    },
    getUserAttributes: ({ name, email, guest }) => ({ name, email, guest }),
    getSessionAttributes: ({ usedAt }) => ({ usedAt: usedAt ?? new Date() }),
  })
  const noteUse = async (id: string, usedAt: Date) => {
    const step = new Date(Date.now() - usedStepMs)
    if (usedAt >= step) return
    await db
      .update(authSessions)
      .set({ usedAt: new Date() })
      .where(and(eq(authSessions.id, id), lt(authSessions.usedAt, step)))
  }
  return {
    cookieName: options.cookieName,
    async authenticate(cookieHeader) {
      const id = readCookie(cookieHeader, options.cookieName)
      if (id === null || !idShape.test(id)) return null
      const { user, session } = await lucia.validateSession(id)
      if (!session) return null
      await noteUse(session.id, session.usedAt)
      return {
        user: toAuthUser(user),
        authSessionId: session.id,
        freshCookie: session.fresh ? lucia.createSessionCookie(session.id).serialize() : null,
      }
    },
    async start(userId, browser) {
      const session = await lucia.createSession(userId, { browser })
      return lucia.createSessionCookie(session.id).serialize()
    },
    end: (authSessionId) => lucia.invalidateSession(authSessionId),
    async living(ids) {
      const rows = await db
        .select({ id: authSessions.id })
        .from(authSessions)
        .where(and(inArray(authSessions.id, [...ids]), gt(authSessions.expiresAt, new Date())))
      return new Set(rows.map(({ id }) => id))
    },
    blankCookie: () => lucia.createBlankSessionCookie().serialize(),
    deleteExpired: () => lucia.deleteExpiredSessions(),
  }
}
