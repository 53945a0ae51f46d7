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
