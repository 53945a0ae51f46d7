import type { SessionCard } from '../../shared/protocol/session-view.ts'
import type { WorkspaceView } from '../../shared/protocol/workspace-view.ts'
import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Page } from '../ui/page.tsx'
import { sessionListWords } from '../words/workspace.ts'
import { DeletedSessions } from './workspace/deleted-sessions.tsx'
import { Members } from './workspace/members.tsx'
import { SessionGrid } from './workspace/session-grid.tsx'
import { SessionGridSkeleton } from './workspace/session-grid-skeleton.tsx'
import { ShowMore } from './workspace/show-more.tsx'
import { useSessions } from './workspace/use-sessions.ts'
import { useFollowWorkspace } from './workspace/use-follow-workspace.ts'
import { WorkspaceHead } from './workspace/workspace-head.tsx'
import { WorkspaceInitials } from './workspace/workspace-initials.tsx'
import { WorkspaceLost, WorkspaceRefused } from './workspace/workspace-refused.tsx'
import { WorkspaceSettings } from './workspace/workspace-settings.tsx'
import { WorkspaceSwitcher } from './workspace/workspace-switcher.tsx'
import { WorkspaceTabs, type WorkspaceTab, workspaceTabs } from './workspace/workspace-tabs.tsx'

const pollMs = 8_000

/** `part` is the tab's name in the URL. */
export default function Workspace({ slug, part }: { slug: string; part: string | undefined }) {
  const workspace = trpc.workspaces.get.useQuery({ slug })
  const revoked = useFollowWorkspace(workspace.data ?? null)
  const shown = workspaceTabs.find((tab) => tab === part) ?? 'sessions'
  const title = workspace.data?.name ?? 'Workspace'
  return (
    <WorkspaceInitials workspaceId={revoked ? null : (workspace.data?.id ?? null)}>
      <Page
        title={title}
        crumbs={workspace.data && !revoked && <WorkspaceSwitcher current={workspace.data} />}
      >
        {revoked ? (
          <WorkspaceLost name={title} />
        ) : workspace.isError ? (
          <WorkspaceRefused
            error={workspace.error}
            onRetry={() => workspace.refetch()}
            retrying={workspace.isFetching}
          />
        ) : (
          <WorkspaceContent slug={slug} workspace={workspace.data ?? null} tab={shown} />
        )}
      </Page>
    </WorkspaceInitials>
  )
}

type WorkspaceContentProps = { slug: string; workspace: WorkspaceView | null; tab: WorkspaceTab }

function WorkspaceContent({ slug, workspace, tab }: WorkspaceContentProps) {
  const { query, sessions } = useSessions(workspace?.id ?? null, { refetchInterval: pollMs })
  return (
    <>
      <WorkspaceHead
        workspace={workspace}
        count={sessions?.length ?? null}
        more={query.hasNextPage}
      />
      <WorkspaceTabs slug={slug} tab={tab} role={workspace?.role ?? null} />
      {query.isError && !query.isFetchNextPageError && (
        <ErrorNote
          title={sessionListWords.failed}
          error={query.error}
          onRetry={() => query.refetch()}
          retrying={query.isFetching}
        />
      )}
      <TabContent tab={tab} workspace={workspace} sessions={sessions} />
      {tab === 'sessions' && <ShowMore query={query} />}
    </>
  )
}

type TabContentProps = {
  tab: WorkspaceTab
  workspace: WorkspaceView | null
  sessions: SessionCard[] | null
}

function TabContent({ tab, workspace, sessions }: TabContentProps) {
  switch (tab) {
    case 'sessions':
      return workspace && sessions ? (
        <SessionGrid workspace={workspace} sessions={sessions} />
      ) : (
        <SessionGridSkeleton />
      )
    case 'members':
      return workspace && <Members workspace={workspace} sessions={sessions ?? []} />
    case 'deleted':
      return workspace && <DeletedSessions workspace={workspace} />
    case 'settings':
      return workspace && <WorkspaceSettings workspace={workspace} />
  }
}
