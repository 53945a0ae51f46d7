import { and, eq, sql } from 'drizzle-orm'
import { sessionPictures, sessions, versionPictures, versions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { LockSession } from '../events/session-transaction.ts'
import type { Clock } from '../lib/clock.ts'
import { readImageInfo } from './thumbnail-image.ts'

interface Deps {
  db: Db
  clock: Clock
  lockSession: LockSession
}

type Wanted = { id: Id; number: number }

/** Null for the template. */
async function headVersion(db: Db, sessionId: Id): Promise<Wanted | null> {
  const [head] = await db
    .select({ id: versions.id, number: versions.number })
    .from(sessions)
    .innerJoin(versions, eq(versions.id, sessions.headVersionId))
    .where(eq(sessions.id, sessionId))
  return head && head.number > 0 ? head : null
}

/** Null if the thumbnail is up to date or nothing has been built. */
async function wantedVersion(db: Db, sessionId: Id): Promise<Wanted | null> {
  const head = await headVersion(db, sessionId)
  if (head === null) return null
  const [picture] = await db
    .select({ version: sessionPictures.version })
    .from(sessionPictures)
    .where(eq(sessionPictures.sessionId, sessionId))
  return picture?.version === head.number ? null : head
}

/** As `wantedVersion`: its number. */
export async function wantedThumbnail(db: Db, sessionId: Id): Promise<number | null> {
  return (await wantedVersion(db, sessionId))?.number ?? null
}

/**
 * Ignores repeats and older versions. Throws AppError bad_input unless the bytes are an image
 * within the size limit.
 */
export async function saveThumbnail(
  { db, clock, lockSession }: Deps,
  input: { sessionId: Id; version: number; image: Uint8Array },
): Promise<void> {
  const info = readImageInfo(input.image)
  const most = limits.pictureSide
  if (!info || info.width < 1 || info.height < 1 || info.width > most || info.height > most)
    throw new AppError(
      'bad_input',
      'Couldn’t save the thumbnail: it isn’t an image, or it is too large.',
    )
  const wanted = await wantedVersion(db, input.sessionId)
  if (wanted?.number !== input.version) return
  const picture = { image: input.image, type: info.type, at: clock.date() }
  await lockSession(input.sessionId, async ({ tx, emit }) => {
    const kept = await tx
      .insert(versionPictures)
      .values({ versionId: wanted.id, ...picture })
      .onConflictDoNothing()
      .returning({ versionId: versionPictures.versionId })
    for (const { versionId } of kept) emit({ type: 'version_changed', versionId })
  })
  const row = { version: input.version, ...picture }
  await db
    .insert(sessionPictures)
    .values({ sessionId: input.sessionId, ...row })
    .onConflictDoUpdate({
      target: sessionPictures.sessionId,
      set: row,
      setWhere: sql`${sessionPictures.version} <> excluded.version`,
    })
}

export async function readVersionPicture(db: Db, sessionId: Id, versionId: Id) {
  const [picture] = await db
    .select({ image: versionPictures.image, type: versionPictures.type })
    .from(versionPictures)
    .innerJoin(versions, eq(versions.id, versionPictures.versionId))
    .where(and(eq(versionPictures.versionId, versionId), eq(versions.sessionId, sessionId)))
  return picture ?? null
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
