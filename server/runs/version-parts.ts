import type { RunAction } from '../../shared/protocol/run-action.ts'
import type { VersionKind } from '../../shared/protocol/version-view.ts'

/** What a run's action makes of its version. */
export function versionParts(action: RunAction | null): {
  kind: VersionKind
  undoes: string[]
  mergedId: string | null
} {
  const parts = { undoes: [], mergedId: null }
  switch (action?.kind) {
    case undefined:
      return { ...parts, kind: 'run' }
    case 'undo':
      return { ...parts, kind: 'undo', undoes: action.versionIds }
    case 'restore':
      return { ...parts, kind: 'restore', undoes: [action.versionId] }
    case 'merge':
      return { ...parts, kind: 'merge', mergedId: action.versionId }
  }
}
