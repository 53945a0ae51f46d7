import { Id } from '../../../shared/ids.ts'
import type { VersionAt } from '../../../shared/protocol/inputs/version-inputs.ts'

/** Whose or which changes are shown. */
export type ChangeScope =
  /** What the newest version changed. */
  | { of: 'newest' }
  /** What a version changed. */
  | { of: 'version'; id: Id }
  | { of: 'pair'; from: Id; to: VersionAt }
  | { of: 'message'; id: Id }
  | { of: 'person'; id: Id }
  /** Since the viewer was last here. */
  | { of: 'visit' }

const newest: ChangeScope = { of: 'newest' }

function isId(text: string | undefined): text is Id {
  return Id.safeParse(text).success
}

/** From the address. Anything else shows the newest version. */
export function readScope(text: string | null): ChangeScope {
  if (text === 'visit') return { of: 'visit' }
  const [from, to] = (text ?? '').split('..')
  if (isId(from) && (to === 'now' || isId(to))) return { of: 'pair', from, to }
  const [kind, id] = (text ?? '').split('.')
  if ((kind === 'version' || kind === 'message' || kind === 'person') && isId(id))
    return { of: kind, id }
  return newest
}

/** For the address; null: nothing. */
export function writeScope(scope: ChangeScope): string | null {
  switch (scope.of) {
    case 'newest':
      return null
    case 'visit':
      return 'visit'
    case 'pair':
      return `${scope.from}..${scope.to}`
    case 'version':
    case 'message':
    case 'person':
      return `${scope.of}.${scope.id}`
  }
}
