import { eq, sql } from 'drizzle-orm'
import { sessionPictures, sessions, versions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Clock } from '../lib/clock.ts'
import { readImageInfo } from './thumbnail-image.ts'

interface Deps {
  db: Db
  clock: Clock
}

/** 0 is the template. */
async function headVersion(db: Db, sessionId: Id): Promise<number> {
  const [head] = await db
    .select({ number: versions.number })
    .from(sessions)
    .innerJoin(versions, eq(versions.id, sessions.headVersionId))
    .where(eq(sessions.id, sessionId))
  return head?.number ?? 0
}

/** Null if the thumbnail is up to date or nothing has been built. */
export async function wantedThumbnail(db: Db, sessionId: Id): Promise<number | null> {
  const head = await headVersion(db, sessionId)
  if (head === 0) return null
  const [picture] = await db
    .select({ version: sessionPictures.version })
    .from(sessionPictures)
    .where(eq(sessionPictures.sessionId, sessionId))
  return picture?.version === head ? null : head
}

/**
 * Ignores repeats and older versions. Throws AppError bad_input unless the bytes are an image
 * within the size limit.
 */
export async function saveThumbnail(
  { db, clock }: Deps,
  input: { sessionId: Id; version: number; image: Uint8Array },
): Promise<void> {
  const info = readImageInfo(input.image)
  const most = limits.pictureSide
  if (!info || info.width < 1 || info.height < 1 || info.width > most || info.height > most)
    throw new AppError(
      'bad_input',
      'Couldn’t save the thumbnail: it isn’t an image, or it is too large.',
    )
  if ((await wantedThumbnail(db, input.sessionId)) !== input.version) return
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

export async function readThumbnail(db: Db, sessionId: Id) {
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
