import { and, eq, gt, isNotNull } from 'drizzle-orm'
import { resetLinks, users } from '../../drizzle/schema.ts'
import { limits } from '../../shared/limits.ts'
import { resetMail } from './mails.ts'
import type { Mailer } from './mailer.ts'
import { addResetLink, newResetToken, resetAddress, type ResetDeps } from './reset-links.ts'

const hourMs = 60 * 60_000

/** Does nothing for an unknown address, and for one that has had its e-mails of this hour. */
export async function requestReset(
  deps: ResetDeps & { mailer: Mailer; publicUrl: URL },
  email: string,
): Promise<void> {
  const { db, clock, mailer, publicUrl } = deps
  const token = newResetToken()
  const name = await db.transaction(async (tx) => {
    // locked: requests at the same time must not pass the limit together
    const [user] = await tx.select().from(users).where(eq(users.email, email)).for('update')
    if (!user || user.guest) return null
    const since = new Date(clock.date().getTime() - hourMs)
    const sent = await tx.$count(
      resetLinks,
      and(
        eq(resetLinks.userId, user.id),
        isNotNull(resetLinks.sentTo),
        gt(resetLinks.createdAt, since),
      ),
    )
    if (sent >= limits.resetMails) return null
    await addResetLink(tx, deps, { userId: user.id, token, origin: { sentTo: email } })
    return user.name
  })
  if (name === null) return
  await mailer.send(email, resetMail(name, resetAddress(publicUrl, token)))
}
