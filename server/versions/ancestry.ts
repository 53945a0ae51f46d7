import type { Id } from '../../shared/ids.ts'
import type { PastVersion } from './history.ts'
import { undoneBy } from '../history/in-force.ts'

type Version = Pick<
  PastVersion,
  'id' | 'number' | 'kind' | 'undoes' | 'parentId' | 'mergedId' | 'treeHash'
>

/** A session and one that was forked from it, each with its versions, oldest first. */
export interface Family<V extends Version> {
  source: readonly V[]
  fork: readonly V[]
  /** The source's version that the fork began with. Null if that isn't known. */
  forkedVersion: Id | null
}

export interface Divergence<V extends Version> {
  /** What both have: a merge begins there. */
  base: V
  /** The fork's versions that the source doesn't have, oldest first. */
  ahead: V[]
  behind: V[]
}

/** The version that the fork began with, and older ones, over parents and merges. A merge that was undone brings nothing. */
function createWalk<V extends Version>(family: Family<V>, first: V): (from: V) => Set<Id> {
  const { source, fork } = family
  const undone = new Set([...undoneBy(source).keys(), ...undoneBy(fork).keys()])
  const byId = new Map([...source, ...fork].map((version) => [version.id, version]))
  const began =
    family.forkedVersion ??
    source.findLast(({ treeHash }) => treeHash === first.treeHash)?.id ??
    source[0]?.id
  const before = ({ id, parentId, mergedId }: V): Array<Id | null | undefined> => [
    parentId,
    undone.has(id) ? null : mergedId,
    id === first.id ? began : null,
    // what the fork began with is in the source: at a fork of one's own messages, a tree without them
    id === began ? first.id : null,
  ]
  return (from) => {
    const seen = new Set<Id>()
    const open = [from]
    for (let version = open.pop(); version; version = open.pop()) {
      if (seen.has(version.id)) continue
      seen.add(version.id)
      for (const id of before(version)) {
        const next = byId.get(id ?? '')
        if (next) open.push(next)
      }
    }
    return seen
  }
}

/** How far the two have gone since they parted or were merged last. */
export function divergence<V extends Version>(family: Family<V>): Divergence<V> {
  const { source, fork } = family
  const [first, sourceHead, forkHead] = [fork[0], source.at(-1), fork.at(-1)]
  if (!first || !sourceHead || !forkHead) throw new Error('Each session has a first version.')
  const walk = createWalk(family, first)
  const inSource = walk(sourceHead)
  const inFork = walk(forkHead)
  const taken = fork.findLast(({ id }) => inSource.has(id)) ?? first
  const given = source.findLast(({ id }) => inFork.has(id)) ?? taken
  return {
    base: !walk(taken).has(given.id) && walk(given).has(taken.id) ? given : taken,
    ahead: fork.filter(({ id }) => !inSource.has(id)),
    behind: source.filter(({ id }) => !inFork.has(id)),
  }
}
