import { trpc } from '../../api.ts'
import { allOf, nextPage, pageOf } from './session-pages.ts'

/** A workspace's sessions, page by page. */
export function useSessions(
  workspaceId: string | null,
  options: { refetchInterval?: number } = {},
) {
  const query = trpc.sessions.list.useInfiniteQuery(pageOf(workspaceId ?? ''), {
    enabled: workspaceId !== null,
    getNextPageParam: (page) => nextPage(page, ({ changedAt }) => changedAt),
    ...options,
  })
  return { query, sessions: query.data ? allOf(query.data.pages) : null }
}
