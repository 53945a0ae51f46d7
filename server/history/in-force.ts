import type { Id } from '../../shared/ids.ts'
import type { VersionKind } from '../../shared/protocol/version-view.ts'

interface Undoing {
  id: Id
  number: number
  kind: VersionKind
  undoes: readonly Id[]
}

/** The versions whose changes this one took out. A restore names the version that it brought back: it takes out all since. */
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
export function isRedo(
  { kind, undoes }: Pick<Undoing, 'kind' | 'undoes'>,
  byId: ReadonlyMap<Id, Pick<Undoing, 'kind' | 'undoes'>>,
): boolean {
  return (
    kind === 'undo' &&
    undoes.some((id) => {
      const undone = byId.get(id)
      return undone?.kind === 'undo' && !isRedo(undone, byId)
    })
  )
}
