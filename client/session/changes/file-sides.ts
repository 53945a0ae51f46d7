import type { Id } from '../../../shared/ids.ts'
import type { VersionAt } from '../../../shared/protocol/inputs/version-inputs.ts'
import type { VersionFile } from '../../../shared/protocol/version-view.ts'
import { trpc } from '../../api.ts'

/** What two states of the files are compared. */
export interface Compared {
  from: Id
  to: VersionAt
}

export interface FileSide {
  text: string | null
  binary: boolean
  large: boolean
  size: number
  /** Its bytes. */
  url: string
}

/** The two states of a changed file. */
export function useFileSides(
  sessionId: Id,
  { from, to }: Compared,
  file: VersionFile,
  whole: boolean,
) {
  const pathBefore = file.from ?? file.path
  const read = (version: VersionAt, path: string, there: boolean) =>
    trpc.versions.file.useQuery(
      { sessionId, version, path, ...(whole && { whole }) },
      // a version's files never change
      { enabled: there, staleTime: version === 'now' ? 0 : Infinity },
    )
  const before = read(from, pathBefore, file.change !== 'created')
  const after = read(to, file.path, file.change !== 'deleted')
  const side = ({ data }: typeof before, version: VersionAt, path: string): FileSide | null => {
    if (!data || data.hash === null) return null
    // the hash makes the browser load the bytes of now again when they change
    const query = new URLSearchParams({ path, hash: data.hash.slice(0, 12) })
    return { ...data, url: `/files/${sessionId}/${version}?${query}` }
  }
  const failed = [before, after].find(({ isError }) => isError)
  return {
    before: side(before, from, pathBefore),
    after: side(after, to, file.path),
    loading: before.isLoading || after.isLoading,
    error: failed?.error ?? null,
    retrying: before.isFetching || after.isFetching,
    retry: () => {
      if (before.isError) void before.refetch()
      if (after.isError) void after.refetch()
    },
  }
}
