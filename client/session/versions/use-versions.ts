import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Id } from '../../../shared/ids.ts'
import { trpc } from '../../api.ts'
import { useStore } from '../../live/store.ts'
import { useSession } from '../session-context.tsx'

export interface VersionFilter {
  authorId?: Id
  messageId?: Id
  path?: string
  starred?: boolean
}

/** Refreshes what is shown of versions when one is made or changes. Once for each pane. */
export function useFreshVersions() {
  const { link } = useSession()
  const utils = trpc.useUtils()
  const changes = useStore(link.versionChanges)
  const seen = useRef(changes)
  useEffect(() => {
    if (seen.current === changes) return
    seen.current = changes
    void utils.versions.list.invalidate()
    void utils.versions.get.invalidate()
    void utils.versions.filters.invalidate()
  }, [changes, utils])
}

/** Pages of the session's versions, newest first. */
export function useVersions(filter: VersionFilter = {}, enabled = true) {
  const { view } = useSession()
  const utils = trpc.useUtils()
  const input = { sessionId: view.id, ...filter }
  const list = useInfiniteQuery({
    queryKey: [...listKey, { input, type: 'infinite' }],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam, signal }) =>
      utils.client.versions.list.query({ ...input, before: pageParam }, { signal }),
    getNextPageParam: ({ more, versions }) => (more ? versions.at(-1)?.number : undefined),
    placeholderData: keepPreviousData,
    enabled,
  })
  return { ...list, versions: list.data?.pages.flatMap((page) => page.versions) ?? [] }
}

/** As tRPC names its queries, so that its invalidation finds it. */
const listKey = [['versions', 'list']]
