import { Button, Text, Title } from '@mantine/core'
import { Suspense, lazy, useState } from 'react'
import { Link } from 'wouter'
import { can } from '../../../shared/roles.ts'
import type { SessionCard as Card } from '../../../shared/protocol/session-view.ts'
import type { WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { SessionPicture } from '../../ui/session-picture.tsx'
import { SessionCard } from './session-card.tsx'
import classes from './workspace.module.css'

const RenameSession = lazy(() => import('./rename-session.tsx'))
const DeleteSession = lazy(() => import('./delete-session.tsx'))

type Asked = { what: 'rename' | 'delete'; session: Card } | null

/** All sessions as cards, the newest change first; or what to do while there are none. */
export function SessionGrid({
  workspace,
  sessions,
}: {
  workspace: WorkspaceView
  sessions: Card[]
}) {
  const [asked, setAsked] = useState<Asked>(null)
  if (sessions.length === 0) return <NothingYet />
  const mayRename = can(workspace.role, 'session.rename')
  const mayDelete = can(workspace.role, 'session.delete')
  return (
    <>
      <ul className={classes.grid}>
        {sessions.map((session) => (
          <li key={session.id}>
            <SessionCard
              session={session}
              actions={{
                rename: mayRename ? () => setAsked({ what: 'rename', session }) : null,
                delete: mayDelete ? () => setAsked({ what: 'delete', session }) : null,
              }}
            />
          </li>
        ))}
      </ul>
      <Suspense>
        {asked?.what === 'rename' && (
          <RenameSession session={asked.session} onClose={() => setAsked(null)} />
        )}
        {asked?.what === 'delete' && (
          <DeleteSession
            session={asked.session}
            workspaceId={workspace.id}
            onClose={() => setAsked(null)}
          />
        )}
      </Suspense>
    </>
  )
}

function NothingYet() {
  return (
    <div className={classes.empty}>
      <div className={classes.emptyPicture}>
        <SessionPicture seed="nothing yet" />
      </div>
      <Title order={2} size="h4">
        Nothing built here yet
      </Title>
      <Text c="dimmed" maw={380}>
        Say what you want in a sentence and watch it come up in a live preview. Whoever is in the
        session sees it too.
      </Text>
      <Button component={Link} href="/" mt="xs">
        Say what you want
      </Button>
    </div>
  )
}
