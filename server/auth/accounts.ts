import { and, eq } from 'drizzle-orm'
import * as schema from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { newId } from '../../shared/ids.ts'
import { colorOf } from '../../shared/person-color.ts'
import type { AccountView } from '../../shared/protocol/account.ts'
import type { Me } from '../../shared/protocol/me.ts'
import { sqlState } from '../db/errors.ts'
import { systemClock } from '../lib/clock.ts'
import { words } from '../lib/words.ts'
import { type HandedOver, handOver } from '../workspaces/hand-over.ts'
import { addPersonalWorkspace, followName } from '../workspaces/personal-workspace.ts'

/** As returned by `auth.me`. */
export type AuthUser = Me

export type Credentials =
  | { by: 'password'; email: string; passwordHash: string }
  | { by: 'github'; githubId: string; email: string | null }
  /** The e-mail is verified. */
  | { by: 'oidc'; oidcId: string; email: string | null }

type UserRow = Pick<typeof schema.users.$inferSelect, 'id' | 'name' | 'email' | 'guest'>

export function toAuthUser(row: UserRow): AuthUser {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    guest: row.guest,
    color: colorOf(row.id),
  }
}

/** Also creates the guest's workspace. */
export function addGuest(db: Db, name: string): Promise<AuthUser> {
  return db.transaction((tx) => addUser(tx, { name, guest: true }))
}

/**
 * Turns a guest into the account in place, keeping id and workspace. Throws `conflict` if the
 * e-mail is taken.
 */
export function addAccount(
  db: Db,
  name: string,
  credentials: Credentials,
  guest: AuthUser | null,
): Promise<AuthUser> {
  return db.transaction(async (tx) => {
    const { by, ...given } = credentials
    const columns = { ...given, emailVerified: by === 'oidc' && given.email !== null }
    if (!guest) return addUser(tx, { name, guest: false, ...columns })
    const [row] = await orConflict(
      tx
        .update(schema.users)
        .set({ name, guest: false, ...columns })
        .where(and(eq(schema.users.id, guest.id), eq(schema.users.guest, true)))
        .returning(),
    )
    if (!row) throw new AppError('conflict', words.hasAccount)
    await followName(tx, row.id, guest.name, name)
    return toAuthUser(row)
  })
}

/** Also renames the workspace if it still has the default name. */
export function renameUser(db: Db, user: AuthUser, name: string): Promise<AuthUser> {
  return db.transaction(async (tx) => {
    const [row] = await tx
      .update(schema.users)
      .set({ name })
      .where(eq(schema.users.id, user.id))
      .returning()
    if (!row) throw new AppError('not_signed_in', words.signInFirst)
    await followName(tx, row.id, user.name, name)
    return toAuthUser(row)
  })
}

export function moveIn(db: Db, guest: AuthUser, account: AuthUser): Promise<HandedOver> {
  return db.transaction((tx) => handOver(tx, { clock: systemClock }, guest.id, account.id))
}

export async function findByEmail(
  db: Db,
  email: string,
): Promise<{ user: AuthUser; passwordHash: string | null } | null> {
  const [row] = await db.select().from(schema.users).where(eq(schema.users.email, email))
  return row ? { user: toAuthUser(row), passwordHash: row.passwordHash } : null
}

/** Throws not_signed_in. */
export async function readAccount(db: Db, userId: string): Promise<AccountView> {
  const [row] = await db.select().from(schema.users).where(eq(schema.users.id, userId))
  if (!row) throw new AppError('not_signed_in', words.signInFirst)
  return {
    hasPassword: row.passwordHash !== null,
    github: row.githubId !== null,
    oidc: row.oidcId !== null,
  }
}

/** Changes nothing if the password has become another. */
export async function replaceHash(
  db: Db,
  id: string,
  before: string,
  after: string,
): Promise<void> {
  await db
    .update(schema.users)
    .set({ passwordHash: after })
    .where(and(eq(schema.users.id, id), eq(schema.users.passwordHash, before)))
}

export async function findByGithub(db: Db, githubId: string): Promise<AuthUser | null> {
  const [row] = await db.select().from(schema.users).where(eq(schema.users.githubId, githubId))
  return row ? toAuthUser(row) : null
}

async function addUser(
  tx: Tx,
  values: Omit<typeof schema.users.$inferInsert, 'id'>,
): Promise<AuthUser> {
  const id = newId()
  const [row] = await orConflict(
    tx
      .insert(schema.users)
      .values({ id, ...values })
      .returning(),
  )
  if (!row) throw new Error('An inserted user was not returned.')
  await addPersonalWorkspace(tx, row)
  return toAuthUser(row)
}

const uniqueViolation = '23505'

/** Maps unique violations (e-mail, or an identity elsewhere after a race) to `conflict`. */
export async function orConflict<T>(query: PromiseLike<T>): Promise<T> {
  try {
    return await query
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error
    throw new AppError('conflict', words.emailTaken, { cause: error })
  }
}
