import { DrizzlePostgreSQLAdapter } from '@lucia-auth/adapter-drizzle'
import { and, eq, gt, inArray, lt } from 'drizzle-orm'
import { Lucia } from 'lucia'
import { authSessions, users } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { type AuthUser, toAuthUser } from './accounts.ts'
import { readCookie } from './cookies.ts'

type UserAttributes = { name: string; email: string | null; guest: boolean; usedAt: Date }

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Record<never, never>, UserAttributes>
    DatabaseUserAttributes: UserAttributes
  }
}

/** `freshCookie`: the renewed cookie, if due. */
export type SignedIn = { user: AuthUser; authSessionId: string; freshCookie: string | null }

/** Cookies are header values. */
export interface AuthSessions {
  cookieName: string
  authenticate(cookieHeader: string | undefined): Promise<SignedIn | null>
  /** Returns a `Set-Cookie` value. */
  start(userId: string): Promise<string>
  end(authSessionId: string): Promise<void>
  /** Returns the ids that are still valid. */
  living(authSessionIds: readonly string[]): Promise<ReadonlySet<string>>
  /** A `Set-Cookie` value that deletes the cookie. */
  blankCookie(): string
  deleteExpired(): Promise<void>
}

/** A guest's use is stored at most this often. */
const useStoredMs = 24 * 60 * 60_000

/** Keeps cookies with malformed ids away from the database. */
const idShape = /^[a-z0-9]{20,64}$/

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
    getUserAttributes: ({ name, email, guest, usedAt }) => ({ name, email, guest, usedAt }),
  })
  /** Guests without use are removed (`server/upkeep/remove-guests.ts`). */
  const noteUse = async (guests: ReadonlyArray<{ id: string; usedAt: Date }>) => {
    const before = new Date(Date.now() - useStoredMs)
    const due = guests.flatMap(({ id, usedAt }) => (usedAt < before ? [id] : []))
    if (due.length === 0) return
    await db
      .update(users)
      .set({ usedAt: new Date() })
      .where(and(inArray(users.id, due), lt(users.usedAt, before)))
  }
  return {
    cookieName: options.cookieName,
    async authenticate(cookieHeader) {
      const id = readCookie(cookieHeader, options.cookieName)
      if (id === null || !idShape.test(id)) return null
      const { user, session } = await lucia.validateSession(id)
      if (!session) return null
      if (user.guest) await noteUse([user])
      return {
        user: toAuthUser(user),
        authSessionId: session.id,
        freshCookie: session.fresh ? lucia.createSessionCookie(session.id).serialize() : null,
      }
    },
    async start(userId) {
      const session = await lucia.createSession(userId, {})
      return lucia.createSessionCookie(session.id).serialize()
    },
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
      await noteUse(rows.flatMap(({ user }) => (user.guest ? [user] : [])))
      return new Set(rows.map(({ id }) => id))
    },
    blankCookie: () => lucia.createBlankSessionCookie().serialize(),
    deleteExpired: () => lucia.deleteExpiredSessions(),
  }
}
