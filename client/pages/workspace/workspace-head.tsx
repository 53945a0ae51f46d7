import { ActionIcon, Skeleton, Title, VisuallyHidden } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { Suspense, lazy, useState } from 'react'
import { can } from '../../../shared/roles.ts'
import type { WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { NewSessionButton } from './new-session-button.tsx'
import classes from './workspace.module.css'

/** `more`: there are more than `count` sessions. */
type WorkspaceHeadProps = { workspace: WorkspaceView | null; count: number | null; more: boolean }

/** Keeps its height while loading. */
export function WorkspaceHead({ workspace, count, more }: WorkspaceHeadProps) {
  return (
    <div className={classes.head}>
      <div className={classes.title}>
        <Title order={1} size="h3">
          {workspace ? (
            workspace.name
          ) : (
            <>
              <VisuallyHidden>Workspace</VisuallyHidden>
              <Skeleton height={22} width={220} my={4} />
            </>
          )}
        </Title>
        {workspace && can(workspace.role, 'workspace.rename') && <Rename workspace={workspace} />}
        <span className={classes.count}>
          {count !== null &&
            count > 0 &&
            (count === 1 ? '1 session' : `${count}${more ? '+' : ''} sessions`)}
        </span>
      </div>
      {workspace && can(workspace.role, 'session.create') && (
        <NewSessionButton workspaceId={workspace.id} />
      )}
    </div>
  )
}

const RenameWorkspace = lazy(() => import('./rename-workspace.tsx'))

function Rename({ workspace }: { workspace: WorkspaceView }) {
  const [asked, setAsked] = useState(false)
  return (
    <>
      <ActionIcon
        aria-label="Rename workspace"
        title="Rename workspace"
        onClick={() => setAsked(true)}
      >
        <IconPencil size={15} stroke={1.8} aria-hidden />
      </ActionIcon>
      {asked && (
        <Suspense>
          <RenameWorkspace workspace={workspace} onClose={() => setAsked(false)} />
        </Suspense>
      )}
    </>
  )
}
