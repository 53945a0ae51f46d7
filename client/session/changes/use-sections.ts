import type { Id } from '../../../shared/ids.ts'
import type { VersionAt } from '../../../shared/protocol/inputs/version-inputs.ts'
import type { VersionView } from '../../../shared/protocol/version-view.ts'
import { trpc } from '../../api.ts'
import { useStore } from '../../live/store.ts'
import { changesWords } from '../../words/versions.ts'
import { useSession } from '../session-context.tsx'
import { useVersions, type VersionFilter } from '../versions/use-versions.ts'
import type { ChangeScope } from './change-scope.ts'
import type { Compared } from './file-sides.ts'

/** Changes that belong together: those of one version, or between two states. */
export interface Section extends Compared {
  key: string
  /** Null: between two states that are no version and its parent. */
  version: VersionView | null
}

export interface Sections {
  sections: readonly Section[]
  loading: boolean
  error: unknown
  retry: () => void
  /** Why there are none. */
  none: string
  /** Older ones. */
  older: ReturnType<typeof useVersions> | null
  /** What the newest version is, or the chosen one. */
  version: VersionView | null
}

function sectionOf(version: VersionView): Section[] {
  const { id, parentId } = version
  return parentId === null ? [] : [{ key: id, version, from: parentId, to: id }]
}

function between(from: Id, to: VersionAt): Section {
  return { key: `${from}..${to}`, version: null, from, to }
}

function filterOf(scope: ChangeScope): VersionFilter | null {
  switch (scope.of) {
    case 'message':
      return { messageId: scope.id }
    case 'person':
      return { authorId: scope.id }
    case 'newest':
    case 'version':
    case 'pair':
    case 'visit':
      return null
  }
}

interface Query {
  error: unknown
  isPending: boolean
  refetch: () => Promise<unknown>
}

/** What a scope shows, newest first. */
export function useSections(scope: ChangeScope): Sections {
  const { link, view } = useSession()
  const newest = useVersions()
  const filter = filterOf(scope)
  const list = useVersions(filter ?? {}, filter !== null)
  const one = trpc.versions.get.useQuery(
    { sessionId: view.id, versionId: scope.of === 'version' ? scope.id : view.id },
    { enabled: scope.of === 'version' },
  )
  const visit = useStore(link.visits.since)
  const newestVersion = newest.versions[0] ?? null
  const asked = (query: Query, waits: boolean) => ({
    loading: query.isPending || waits,
    error: query.error,
    retry: () => void query.refetch(),
  })
  const still = { loading: false, error: null, retry: () => undefined }
  const older = null
  switch (scope.of) {
    case 'newest':
      return {
        ...asked(newest, false),
        sections: newestVersion ? sectionOf(newestVersion) : [],
        none: changesWords.none,
        older,
        version: newestVersion,
      }
    case 'version':
      return {
        ...asked(one, false),
        sections: one.data ? sectionOf(one.data) : [],
        none: changesWords.first,
        older,
        version: one.data ?? null,
      }
    case 'message':
    case 'person':
      return {
        ...asked(list, list.isPlaceholderData),
        sections: list.versions.flatMap(sectionOf),
        none: scope.of === 'person' ? changesWords.noneOfPerson : changesWords.noneOfMessage,
        older: list,
        version: list.versions[0] ?? newestVersion,
      }
    case 'pair':
      return {
        ...still,
        sections: [between(scope.from, scope.to)],
        none: changesWords.same,
        older,
        version: newestVersion,
      }
    case 'visit':
      return {
        ...still,
        loading: visit === undefined,
        sections: visit ? [between(visit.version.id, 'now')] : [],
        none: changesWords.neverHere,
        older,
        version: newestVersion,
      }
  }
}
