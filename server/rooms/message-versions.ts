import { eq, inArray, sql } from 'drizzle-orm'
import { runs, versions } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { MessageVersion } from '../../shared/protocol/record-message.ts'
import { readUndos, redosIn, undoneBy } from '../versions/undone.ts'

function lines(side: 'added' | 'removed') {
  return sql<number>`(select coalesce(sum((file->>${sql.raw(`'${side}'`)})::int), 0)::int from jsonb_array_elements(${versions.files}) as file)`
}

/** By run. */
export async function readMessageVersions(
  db: Db | Tx,
  runIds: Id[],
): Promise<Map<Id, MessageVersion>> {
  if (runIds.length === 0) return new Map()
  const rows = await db
    .select({
      runId: versions.runId,
      sessionId: versions.sessionId,
      id: versions.id,
      number: versions.number,
      kind: versions.kind,
      outcome: versions.outcome,
      fileCount: sql<number>`jsonb_array_length(${versions.files})`,
      added: lines('added'),
      removed: lines('removed'),
      checks: versions.checks,
    })
    .from(versions)
    .where(inArray(versions.runId, runIds))
  const [first] = rows
  if (!first) return new Map()
  const undos = await readUndos(db, first.sessionId)
  const [undone, redos] = [undoneBy(undos), redosIn(undos)]
  return new Map(
    rows.map(({ runId, sessionId: _, ...version }) => [
      runId ?? '',
      {
        ...version,
        ...(redos.has(version.id) && { redo: true }),
        undoneBy: undone.get(version.id) ?? null,
      },
    ]),
  )
}

/** Replies whose version's card changes with these versions: their own, and those of what they undo. */
export async function touchedReplies(db: Db | Tx, versionIds: Id[]): Promise<Id[]> {
  const seen = new Set<Id>()
  const replies: Id[] = []
  let ids = versionIds
  while (ids.length > 0) {
    const rows = await db
      .select({ id: versions.id, undoes: versions.undoes, replyId: runs.replyId })
      .from(versions)
      .leftJoin(runs, eq(runs.id, versions.runId))
      .where(inArray(versions.id, ids))
    for (const { id } of rows) seen.add(id)
    replies.push(...rows.flatMap(({ replyId }) => replyId ?? []))
    ids = [...new Set(rows.flatMap(({ undoes }) => undoes))].filter((id) => !seen.has(id))
  }
  return replies
}
