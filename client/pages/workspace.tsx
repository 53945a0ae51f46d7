import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Page } from '../ui/page.tsx'
import { SessionGrid } from './workspace/session-grid.tsx'
import { SessionGridSkeleton } from './workspace/session-grid-skeleton.tsx'
import { WorkspaceRefused } from './workspace/workspace-refused.tsx'
import { WorkspaceHead } from './workspace/workspace-head.tsx'

/** Often enough that a card follows what its session does, seldom enough to cost nothing. */
const lookAgainMs = 8_000

/** A team's sessions. */
export default function Workspace({ slug }: { slug: string }) {
  const workspace = trpc.workspaces.get.useQuery({ slug })
  const workspaceId = workspace.data?.id
  const sessions = trpc.sessions.list.useQuery(
    { workspaceId: workspaceId ?? '' },
    { enabled: workspaceId !== undefined, refetchInterval: lookAgainMs },
  )
  const title = workspace.data?.name ?? 'Workspace'
  return (
    <Page title={title} crumbs={workspace.data?.name}>
      {workspace.isError ? (
        <WorkspaceRefused
          error={workspace.error}
          onRetry={() => workspace.refetch()}
          retrying={workspace.isFetching}
        />
      ) : (
        <>
          <WorkspaceHead workspace={workspace.data ?? null} count={sessions.data?.length ?? null} />
          {sessions.isError && (
            <ErrorNote
              title="The sessions could not be loaded."
              error={sessions.error}
              onRetry={() => sessions.refetch()}
              retrying={sessions.isFetching}
            />
          )}
          {sessions.isPending && <SessionGridSkeleton />}
          {workspace.data && sessions.data && (
            <SessionGrid workspace={workspace.data} sessions={sessions.data} />
          )}
        </>
      )}
    </Page>
  )
}
