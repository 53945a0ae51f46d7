import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { BlameSource, ElementBlame } from '../../shared/protocol/blame-view.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { SourcePlace } from '../../shared/protocol/source-place.ts'
import { keptBlame } from './blame.ts'
import { blameAt, viewBlame } from './blame-file.ts'
import { type Blame, versionsByLine } from './blame-lines.ts'
import { readBlob, textOf } from './blobs.ts'
import { elementLines } from './element-lines.ts'
import { readVersionBytes } from './version-file.ts'

interface Shown {
  text: string
  blame: Blame
  /** It is what the page was made from. */
  exact: boolean
}

/** The file as the page was made from it, or as it is now. Null if there is no such text. */
async function shownFile(
  db: Db,
  sessionId: Id,
  { path, hash }: SourcePlace,
): Promise<Shown | null> {
  const now = { sessionId, version: 'now' as const, path }
  const file = await readVersionBytes(db, now)
  if (hash !== null && file?.hash !== hash) {
    // only a content that the session has had at this path
    const blame = await keptBlame(db, { sessionId, path, hash })
    const text = blame && textOf(await readBlob(db, hash))
    if (blame && text !== null) return { text, blame, exact: true }
  }
  const text = file && textOf(file.content)
  if (!file || text === null) return null
  return { text, blame: await blameAt(db, now, file.hash), exact: file.hash === hash }
}

function newest(sources: readonly BlameSource[]): BlameSource {
  if (sources.includes('unsaved')) return 'unsaved'
  const known = sources.flatMap((source) => (typeof source === 'string' ? [] : [source]))
  return known.toSorted((a, b) => b.at.localeCompare(a.at) || b.number - a.number)[0] ?? 'unknown'
}

/** Who asked for an element of the page. Throws AppError not_found if the session has no such file. */
export async function blameElement(
  db: Db,
  viewerId: Id,
  { sessionId, place }: { sessionId: Id; place: SourcePlace },
): Promise<ElementBlame> {
  const shown = await shownFile(db, sessionId, place)
  if (!shown) throw new AppError('not_found', `The app has no file ${place.path}.`)
  const { from, to } = elementLines(shown.text, place)
  const ids = versionsByLine(shown.blame).slice(from - 1, to)
  const blame = { versions: [...new Set(ids)], lines: [] }
  const { sources } = await viewBlame(db, { sessionId, viewerId }, blame)
  const { path } = place
  return {
    path,
    from,
    to,
    exact: shown.exact,
    made: sources[0] ?? 'unknown',
    changed: newest(sources),
  }
}
