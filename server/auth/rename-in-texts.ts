import { and, eq, inArray, like, or, sql } from 'drizzle-orm'
import { activity, messages, runs, versions } from '../../drizzle/schema.ts'
import type { Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { readPeople } from '../people/people.ts'
import { startedTitle, versionReason } from '../runs/people-texts.ts'

/** Writes the stored texts that contain these people's names anew. */
export async function renameInTexts(tx: Tx, userIds: readonly Id[]): Promise<void> {
  const by = (authors: typeof messages.authors | typeof versions.authors) =>
    or(...userIds.map((id) => sql`${authors} @> ${JSON.stringify([id])}::jsonb`))
  const started = await tx
    .select({ id: activity.id, authors: messages.authors })
    .from(activity)
    .innerJoin(runs, eq(runs.id, activity.runId))
    .innerJoin(messages, eq(messages.id, runs.messageId))
    .where(
      and(eq(activity.kind, 'run'), like(activity.title, startedTitle('%')), by(messages.authors)),
    )
  const made = await tx
    .select({ id: versions.id, authors: versions.authors })
    .from(versions)
    .where(and(like(versions.reason, versionReason('%')), by(versions.authors)))
  const people = await readPeople(
    tx,
    [...started, ...made].map(({ authors }) => authors),
  )
  for (const [title, ids] of idsByText(started, (authors) => startedTitle(people(authors))))
    await tx.update(activity).set({ title }).where(inArray(activity.id, ids))
  for (const [reason, ids] of idsByText(made, (authors) => versionReason(people(authors))))
    await tx.update(versions).set({ reason }).where(inArray(versions.id, ids))
}

function idsByText(
  rows: ReadonlyArray<{ id: Id; authors: Id[] }>,
  text: (authors: Id[]) => string,
): Map<string, Id[]> {
  const grouped = Map.groupBy(rows, ({ authors }) => text(authors))
  return new Map([...grouped].map(([key, group]) => [key, group.map(({ id }) => id)]))
}
