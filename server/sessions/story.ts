import { and, desc, eq, gt, ne } from 'drizzle-orm'
import { messages, versions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Moment, Story } from '../../shared/protocol/story.ts'
import { truncate } from '../../shared/truncate.ts'
import { readPeople } from '../people/people.ts'
import { compareVersions } from '../versions/compare-versions.ts'
import { noVersion } from '../versions/read-tree.ts'
import { readVersionViews } from '../versions/version-views.ts'
import { versionAt } from './visits.ts'

interface Since {
  sessionId: Id
  viewerId: Id
  /** Of the last event that the viewer had. */
  seq: number
}

function messagesAfter({ sessionId, seq }: Since) {
  return and(
    eq(messages.sessionId, sessionId),
    eq(messages.from, 'person'),
    gt(messages.order, seq),
  )
}

async function messageMoments(db: Db, since: Since): Promise<Moment[]> {
  const rows = await db
    .select()
    .from(messages)
    .where(messagesAfter(since))
    .orderBy(desc(messages.order))
    .limit(limits.storyMoments)
  const people = await readPeople(
    db,
    rows.map(({ authors }) => authors),
  )
  return rows.map(({ id, at, authors, text }) => ({
    is: 'message',
    id,
    at: at.toISOString(),
    authors: people(authors),
    text: truncate(text, limits.reasonLength),
  }))
}

/** Messages and versions since then. Throws AppError not_found. */
export async function storySince(db: Db, since: Since): Promise<Story> {
  const { sessionId, viewerId } = since
  const from = await versionAt(db, sessionId, since.seq)
  if (!from) throw noVersion()
  const views = await readVersionViews(db, {
    sessionId,
    viewerId,
    where: gt(versions.number, from.number),
    count: limits.storyMoments,
  })
  const { files } =
    views.length === 0
      ? { files: [] }
      : await compareVersions(db, { sessionId, from: from.id, to: 'now' })
  const moments: Moment[] = [
    ...(await messageMoments(db, since)),
    ...views.map((version): Moment => ({ is: 'version', id: version.id, at: version.at, version })),
  ]
  return {
    messages: await db.$count(messages, and(messagesAfter(since), ne(messages.authorId, viewerId))),
    files: files.length,
    from,
    moments: moments.sort((a, b) => a.at.localeCompare(b.at)).slice(-limits.storyMoments),
  }
}
