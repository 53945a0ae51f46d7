import { eq, sql } from 'drizzle-orm'
import { sessionPictures, sessions, versions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { readPicture } from './thumbnail-image.ts'
import type { Clock } from '../lib/clock.ts'

interface Deps {
  db: Db
  clock: Clock
}

/** The number of the session's newest version; 0 is what it began with. */
async function headVersion(db: Db, sessionId: Id): Promise<number> {
  const [head] = await db
    .select({ number: versions.number })
    .from(sessions)
    .innerJoin(versions, eq(versions.id, sessions.headVersionId))
    .where(eq(sessions.id, sessionId))
  return head?.number ?? 0
}

/** The version that the session has no picture of yet; null where its picture is up to date or there is nothing to show. */
export async function pictureWanted(db: Db, sessionId: Id): Promise<number | null> {
  const head = await headVersion(db, sessionId)
  if (head === 0) return null
  const [picture] = await db
    .select({ version: sessionPictures.version })
    .from(sessionPictures)
    .where(eq(sessionPictures.sessionId, sessionId))
  return picture?.version === head ? null : head
}

/**
 * Keeps a picture of the session's newest version; one that it has already, or of a version that is not the newest any more,
 * changes nothing. Throws AppError bad_input where the bytes are no picture of the size that cards have.
 */
export async function keepPicture(
  { db, clock }: Deps,
  input: { sessionId: Id; version: number; image: Uint8Array },
): Promise<void> {
  const info = readPicture(input.image)
  const most = limits.pictureSide
  if (!info || info.width < 1 || info.height < 1 || info.width > most || info.height > most)
    throw new AppError('bad_input', 'That is no picture that can be kept.')
  if ((await pictureWanted(db, input.sessionId)) !== input.version) return
  const row = { version: input.version, image: input.image, type: info.type, at: clock.date() }
  await db
    .insert(sessionPictures)
    .values({ sessionId: input.sessionId, ...row })
    .onConflictDoUpdate({
      target: sessionPictures.sessionId,
      set: row,
      setWhere: sql`${sessionPictures.version} <> excluded.version`,
    })
}

export async function readSessionPicture(db: Db, sessionId: Id) {
  const [picture] = await db
    .select({
      image: sessionPictures.image,
      type: sessionPictures.type,
      version: sessionPictures.version,
    })
    .from(sessionPictures)
    .where(eq(sessionPictures.sessionId, sessionId))
  return picture ?? null
}
