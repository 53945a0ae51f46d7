import { randomBytes } from 'node:crypto'
import { and, eq, gt } from 'drizzle-orm'
import { resetLinks, users } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { limits } from '../../shared/limits.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { ResetLook } from '../../shared/protocol/account.ts'
import type { Clock } from '../lib/clock.ts'
import { words } from '../lib/words.ts'
import { hashToken } from '../workspaces/tokens.ts'

export interface ResetDeps {
  db: Db
  clock: Clock
}

type Origin = { sentTo?: string; createdBy?: string; workspaceId?: string }

export function newResetToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Where the client shows the page of a reset link. */
export function resetAddress(publicUrl: URL, token: string): string {
  return new URL(`/reset-password/${token}`, publicUrl).href
}

export async function addResetLink(
  tx: Tx,
  { clock }: Pick<ResetDeps, 'clock'>,
  input: { userId: string; token: string; origin: Origin },
): Promise<void> {
  const at = clock.date()
  await tx
    .insert(resetLinks)
    .values({
      tokenHash: hashToken(input.token),
      userId: input.userId,
      ...input.origin,
      createdAt: at,
      expiresAt: new Date(at.getTime() + limits.resetLinkMs),
    })
    .onConflictDoNothing()
}

/** Null if unknown, used or expired. */
export async function findResetLink(
  db: Db | Tx,
  { clock }: Pick<ResetDeps, 'clock'>,
  token: string,
) {
  const [row] = await db
    .select({ link: resetLinks, user: users })
    .from(resetLinks)
    .innerJoin(users, eq(users.id, resetLinks.userId))
    .where(and(eq(resetLinks.tokenHash, hashToken(token)), gt(resetLinks.expiresAt, clock.date())))
  return row ?? null
}

export function deadResetLink() {
  return new AppError('not_found', words.deadResetLink)
}

/** Throws not_found. */
export async function lookAtResetLink(deps: ResetDeps, token: string): Promise<ResetLook> {
  const found = await findResetLink(deps.db, deps, token)
  if (!found) throw deadResetLink()
  return { email: found.user.email }
}
