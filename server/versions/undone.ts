import { eq } from 'drizzle-orm'
import { versions } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { PastVersion } from './history.ts'

type Undoing = Pick<PastVersion, 'id' | 'number' | 'kind' | 'undoes'>

/** The versions whose changes this one took out. A restore takes out all since the version that it brought back. */
function takenOutBy(version: Undoing, byNumber: readonly Undoing[]): Undoing[] {
  if (version.kind === 'restore') {
    const target = byNumber.find(({ id }) => version.undoes.includes(id))
    if (!target) return []
    return byNumber.filter(({ number }) => number > target.number && number < version.number)
  }
  return byNumber.filter(({ id }) => version.undoes.includes(id))
}

/**
 * For each version of a session that is taken out: the newest version in force that did it. An undo that was undone itself
 * is not in force.
 */
export function undoneBy<V extends Undoing>(history: readonly V[]): Map<Id, V> {
  const byNumber = [...history].sort((a, b) => a.number - b.number)
  const undone = new Map<Id, V>()
  for (const version of byNumber.toReversed()) {
    if (undone.has(version.id) || version.undoes.length === 0) continue
    for (const { id } of takenOutBy(version, byNumber)) if (!undone.has(id)) undone.set(id, version)
  }
  return undone
}

/** An undo of an undo brings a change back; an undo of that takes it out again. */
function isRedo({ kind, undoes }: Undoing, byId: ReadonlyMap<Id, Undoing>): boolean {
  return (
    kind === 'undo' &&
    undoes.some((id) => {
      const undone = byId.get(id)
      return undone?.kind === 'undo' && !isRedo(undone, byId)
    })
  )
}

/** What people are told of a version: the one that took it out, if any, and whether it is a redo. */
export async function readUndone(db: Db | Tx, sessionId: Id) {
  const { id, number, kind, undoes } = versions
  const history = await db
    .select({ id, number, kind, undoes })
    .from(versions)
    .where(eq(versions.sessionId, sessionId))
  const byId = new Map(history.map((version) => [version.id, version]))
  const undone = undoneBy(history)
  return (versionId: Id) => {
    const by = undone.get(versionId)
    const version = byId.get(versionId)
    return {
      undoneBy: by ? { id: by.id, number: by.number } : null,
      ...(version && isRedo(version, byId) && { redo: true }),
    }
  }
}
