import { eq } from 'drizzle-orm'
import { users } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { type AuthUser, addAccount, orConflict, toAuthUser } from './accounts.ts'
import { deleteSignIns, type EndedSignIns } from './end-sign-ins.ts'
import type { OidcUser } from './oidc-api.ts'

export interface OidcEntrance {
  user: AuthUser
  /** The guest became this account, so there is nothing to move. */
  made: boolean
  /** The account's other ways in ended. */
  ended: EndedSignIns | null
}

/** The identity's account: its own, else the one with its verified e-mail, else a new one. */
export async function accountOfOidc(
  db: Db,
  identity: OidcUser,
  guest: AuthUser | null,
): Promise<OidcEntrance> {
  const { oidcId, name, email } = identity
  const [known] = await db.select().from(users).where(eq(users.oidcId, oidcId))
  if (known) return { user: toAuthUser(known), made: false, ended: null }
  if (email !== null) {
    const linked = await linkByEmail(db, oidcId, email)
    if (linked) return linked
  }
  const [taken] =
    email === null
      ? []
      : await db.select({ id: users.id }).from(users).where(eq(users.email, email))
  const credentials = { by: 'oidc', oidcId, email: taken ? null : email } as const
  return { user: await addAccount(db, name, credentials, guest), made: true, ended: null }
}

/**
 * If nobody had shown that the account's address is theirs, it may be of somebody who knew of the address: the other ways to
 * sign in to it end.
 */
function linkByEmail(db: Db, oidcId: string, email: string): Promise<OidcEntrance | null> {
  return db.transaction(async (tx) => {
    const [row] = await tx.select().from(users).where(eq(users.email, email)).for('update')
    if (!row || row.guest || row.oidcId !== null) return null
    const unproven = !row.emailVerified
    const [linked] = await orConflict(
      tx
        .update(users)
        .set({
          oidcId,
          emailVerified: true,
          ...(unproven && { passwordHash: null, githubId: null }),
        })
        .where(eq(users.id, row.id))
        .returning(),
    )
    if (!linked) return null
    const ended = unproven ? await deleteSignIns(tx, { userId: row.id, except: null }) : null
    return { user: toAuthUser(linked), made: false, ended }
  })
}
