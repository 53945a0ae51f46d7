import { and, eq, inArray, isNotNull, lt, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { runs, versions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { ListVersionsInput } from '../../shared/protocol/inputs/version-inputs.ts'
import type {
  VersionFilters,
  VersionView,
  VersionsPage,
} from '../../shared/protocol/version-view.ts'
import { storableJson } from '../../shared/storable.ts'
import { readPeople } from '../people/people.ts'
import { noVersion } from './read-tree.ts'
import { fillChanges } from './version-changes.ts'
import { readVersionViews } from './version-views.ts'

type Input = z.infer<typeof ListVersionsInput>

function has(list: SQLWrapper, item: unknown): SQL {
  return sql`${list} @> ${storableJson([item])}::jsonb`
}

function changed(path: string): SQL | undefined {
  return or(has(versions.files, { path }), has(versions.files, { from: path }))
}

function conditionOf(db: Db, input: Input): SQL | undefined {
  const { before, authorId, messageId, path, starred } = input
  const ofMessage = (id: Id) =>
    inArray(
      versions.runId,
      db
        .select({ id: runs.id })
        .from(runs)
        .where(and(eq(runs.sessionId, input.sessionId), eq(runs.messageId, id))),
    )
  return and(
    before === null ? undefined : lt(versions.number, before),
    authorId === undefined ? undefined : has(versions.authors, authorId),
    messageId === undefined ? undefined : ofMessage(messageId),
    path === undefined ? undefined : changed(path),
    starred ? isNotNull(versions.starredBy) : undefined,
  )
}

/** A page of the session's versions, newest first. */
export async function listVersions(db: Db, viewerId: Id, input: Input): Promise<VersionsPage> {
  const { sessionId } = input
  if (input.path !== undefined) await fillChanges(db, sessionId)
  const wanted = {
    sessionId,
    viewerId,
    where: conditionOf(db, input),
    count: limits.pageSize + 1,
  }
  let found = await readVersionViews(db, wanted)
  const unknown = found.filter(({ parentId, fileCount }) => parentId !== null && fileCount === 0)
  if (unknown.length > 0) {
    await fillChanges(
      db,
      sessionId,
      unknown.map(({ id }) => id),
    )
    found = await readVersionViews(db, wanted)
  }
  return { versions: found.slice(0, limits.pageSize), more: found.length > limits.pageSize }
}

/** Throws AppError not_found. */
export async function oneVersion(
  db: Db,
  viewerId: Id,
  { sessionId, versionId }: { sessionId: Id; versionId: Id },
): Promise<VersionView> {
  await fillChanges(db, sessionId, [versionId])
  const where = eq(versions.id, versionId)
  const [view] = await readVersionViews(db, { sessionId, viewerId, where, count: 1 })
  if (!view) throw noVersion()
  return view
}

/** Everybody who has a version in the session, and every file that one changed. */
export async function versionFilters(db: Db, sessionId: Id): Promise<VersionFilters> {
  await fillChanges(db, sessionId)
  const authors = await db
    .selectDistinct({ id: sql<Id>`jsonb_array_elements_text(${versions.authors})` })
    .from(versions)
    .where(eq(versions.sessionId, sessionId))
  const paths = await db
    .selectDistinct({ path: sql<string>`jsonb_array_elements(${versions.files}) ->> 'path'` })
    .from(versions)
    .where(eq(versions.sessionId, sessionId))
    .orderBy(sql`1`)
    .limit(limits.treeFiles)
  const people = await readPeople(db, [authors.map(({ id }) => id)])
  const named = people(authors.map(({ id }) => id))
  return {
    people: named.sort((a, b) => a.name.localeCompare(b.name)),
    paths: paths.map(({ path }) => path),
  }
}
