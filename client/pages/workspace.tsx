import type { SessionCard } from '../../shared/protocol/session-view.ts'
import type { WorkspaceView } from '../../shared/protocol/workspace-view.ts'
import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Page } from '../ui/page.tsx'
import { Members } from './workspace/members.tsx'
import { SessionGrid } from './workspace/session-grid.tsx'
import { SessionGridSkeleton } from './workspace/session-grid-skeleton.tsx'
import { useFollowWorkspace } from './workspace/use-follow-workspace.ts'
import { WorkspaceHead } from './workspace/workspace-head.tsx'
import { WorkspaceParts, type WorkspacePart, workspaceParts } from './workspace/workspace-parts.tsx'
import { WorkspaceLost, WorkspaceRefused } from './workspace/workspace-refused.tsx'
import { WorkspaceSettings } from './workspace/workspace-settings.tsx'
import { WorkspaceSwitcher } from './workspace/workspace-switcher.tsx'

/** Often enough that a card follows what its session does, seldom enough to cost nothing. */
const lookAgainMs = 8_000

/** A team: its sessions, who is in it, and what is set for it. `part` is as the address has it. */
export default function Workspace({ slug, part }: { slug: string; part: string | undefined }) {
  const workspace = trpc.workspaces.get.useQuery({ slug })
  const lost = useFollowWorkspace(workspace.data ?? null)
  const shown = workspaceParts.find((one) => one === part) ?? 'sessions'
  const title = workspace.data?.name ?? 'Workspace'
  return (
    <Page
      title={title}
      crumbs={workspace.data && !lost && <WorkspaceSwitcher current={workspace.data} />}
    >
      {lost ? (
        <WorkspaceLost name={title} />
      ) : workspace.isError ? (
        <WorkspaceRefused
          error={workspace.error}
          onRetry={() => workspace.refetch()}
          retrying={workspace.isFetching}
        />
      ) : (
        <Shown slug={slug} workspace={workspace.data ?? null} part={shown} />
      )}
    </Page>
  )
}

type ShownProps = { slug: string; workspace: WorkspaceView | null; part: WorkspacePart }

function Shown({ slug, workspace, part }: ShownProps) {
  const sessions = trpc.sessions.list.useQuery(
    { workspaceId: workspace?.id ?? '' },
    { enabled: workspace !== null, refetchInterval: lookAgainMs },
  )
  return (
    <>
      <WorkspaceHead workspace={workspace} count={sessions.data?.length ?? null} />
      <WorkspaceParts slug={slug} part={part} />
      {sessions.isError && (
        <ErrorNote
          title="The sessions could not be loaded."
          error={sessions.error}
          onRetry={() => sessions.refetch()}
          retrying={sessions.isFetching}
        />
      )}
      <Part part={part} workspace={workspace} sessions={sessions.data ?? null} />
    </>
  )
}

type PartProps = {
  part: WorkspacePart
  workspace: WorkspaceView | null
  sessions: SessionCard[] | null
}

function Part({ part, workspace, sessions }: PartProps) {
  switch (part) {
    case 'sessions':
      return workspace && sessions ? (
        <SessionGrid workspace={workspace} sessions={sessions} />
      ) : (
        <SessionGridSkeleton />
      )
    case 'members':
      return workspace && <Members workspace={workspace} sessions={sessions ?? []} />
    case 'settings':
      return workspace && <WorkspaceSettings workspace={workspace} />
  }
}
