import { eq, inArray, sql } from 'drizzle-orm'
import { runs, versions } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { MessageVersion } from '../../shared/protocol/record-message.ts'
import { isRedo, undoneBy } from '../history/in-force.ts'
import { readProofs } from '../history/read-proofs.ts'

function sumOf(lines: 'added' | 'removed') {
  return sql<number>`(select coalesce(sum((file->>${lines})::int), 0)::int
    from jsonb_array_elements(${versions.files}) file)`
}

/** By run. The runs are one session's. */
export async function readMessageVersions(
  db: Db | Tx,
  runIds: Id[],
): Promise<Map<Id, MessageVersion>> {
  if (runIds.length === 0) return new Map()
  const rows = await db
    .select({
      id: versions.id,
      number: versions.number,
      kind: versions.kind,
      undoes: versions.undoes,
      runId: versions.runId,
      sessionId: versions.sessionId,
      outcome: versions.outcome,
      fileCount: sql<number>`jsonb_array_length(${versions.files})`,
      added: sumOf('added'),
      removed: sumOf('removed'),
      checks: versions.checks,
    })
    .from(versions)
    .where(inArray(versions.runId, runIds))
  const [first] = rows
  if (!first) return new Map()
  const past = await db
    .select({
      id: versions.id,
      number: versions.number,
      kind: versions.kind,
      undoes: versions.undoes,
    })
    .from(versions)
    .where(eq(versions.sessionId, first.sessionId))
  const proofs = await readProofs(
    db,
    rows.map(({ id }) => id),
  )
  const byId = new Map(past.map((version) => [version.id, version]))
  const undone = undoneBy(past)
  return new Map(
    rows.map(({ runId, sessionId: _session, undoes, ...version }) => {
      const by = undone.get(version.id)
      return [
        runId ?? '',
        {
          ...version,
          redo: isRedo({ kind: version.kind, undoes }, byId),
          undoneBy: by ? { id: by.id, number: by.number } : null,
          proofs: proofs.get(version.id) ?? [],
        },
      ]
    }),
  )
}

/** The replies with these versions, and whether one of them may have changed what is undone. */
export async function repliesOf(db: Db | Tx, versionIds: Id[]) {
  if (versionIds.length === 0) return { replies: [], undoes: false }
  const rows = await db
    .select({ undoes: versions.undoes, replyId: runs.replyId })
    .from(versions)
    .leftJoin(runs, eq(runs.id, versions.runId))
    .where(inArray(versions.id, versionIds))
  return {
    replies: rows.flatMap(({ replyId }) => replyId ?? []),
    undoes: rows.some(({ undoes }) => undoes.length > 0),
  }
}
