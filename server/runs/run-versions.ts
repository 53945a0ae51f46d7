import { and, eq } from 'drizzle-orm'
import { versions } from '../../drizzle/schema.ts'
import type { Db, RunRow } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { VersionView } from '../../shared/protocol/version-view.ts'
import type { RunVersion, RunVersions } from '../agent-port/agent.ts'
import { compareVersions } from '../versions/compare-versions.ts'
import { listVersions } from '../versions/list-versions.ts'
import { versionFile } from '../versions/version-file.ts'

function shown(view: VersionView): RunVersion {
  const { number, title, authors, at, kind, fileCount, added, removed, undoneBy } = view
  return {
    number,
    title,
    authors: authors.map(({ name }) => name),
    at,
    kind,
    fileCount,
    added,
    removed,
    undoneBy: undoneBy?.number ?? null,
  }
}

/** The session's versions as a run sees them. */
export function runVersions(
  db: Db,
  { sessionId, authorId }: Pick<RunRow, 'sessionId' | 'authorId'>,
): RunVersions {
  const idOf = async (number: number): Promise<Id> => {
    const [row] = await db
      .select({ id: versions.id })
      .from(versions)
      .where(and(eq(versions.sessionId, sessionId), eq(versions.number, number)))
    if (!row) throw new AppError('not_found', `There is no version ${number}.`)
    return row.id
  }
  const list = async (before: number | null) => {
    const page = await listVersions(db, authorId, { sessionId, before })
    return { versions: page.versions.map(shown), more: page.more }
  }
  return {
    list,
    async find(number) {
      const { versions: found } = await list(number + 1)
      return found[0]?.number === number ? found[0] : null
    },
    read: async (number, path) =>
      versionFile(db, { sessionId, version: await idOf(number), path, whole: true }),
    async compare(from, to) {
      const after = to === null ? 'now' : await idOf(to)
      return (await compareVersions(db, { sessionId, from: await idOf(from), to: after })).files
    },
  }
}
