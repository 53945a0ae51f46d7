import { Button, Text, Title } from '@mantine/core'
import { Suspense, lazy, useState } from 'react'
import { Link } from 'wouter'
import { can } from '../../../shared/roles.ts'
import { downloadZip } from '../../ui/download-zip.ts'
import { Part } from '../../ui/part.tsx'
import { SessionSketch } from '../../ui/session-sketch.tsx'
import { sessionListWords } from '../../words/workspace.ts'
import type { SessionCard as Card } from '../../../shared/protocol/session-view.ts'
import type { WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { SessionCard } from './session-card.tsx'
import classes from './workspace.module.css'

const RenameSession = lazy(() => import('./rename-session.tsx'))
const DeleteSession = lazy(() => import('./delete-session.tsx'))

type OpenDialog = { what: 'rename' | 'delete'; session: Card } | null

/** Most recently changed first. */
export function SessionGrid({
  workspace,
  sessions,
}: {
  workspace: WorkspaceView
  sessions: Card[]
}) {
  const [dialog, setDialog] = useState<OpenDialog>(null)
  if (sessions.length === 0) return <NoSessions />
  const mayRename = can(workspace.role, 'session.rename')
  const mayDelete = can(workspace.role, 'session.delete')
  return (
    <>
      <ul className={classes.grid}>
        {sessions.map((session) => (
          <li key={session.id}>
            <Part name="card" content={[session]}>
              <SessionCard
                session={session}
                actions={{
                  rename: mayRename ? () => setDialog({ what: 'rename', session }) : null,
                  download: () => downloadZip(session.id, 'now'),
                  delete: mayDelete ? () => setDialog({ what: 'delete', session }) : null,
                }}
              />
            </Part>
          </li>
        ))}
      </ul>
      <Suspense>
        {dialog?.what === 'rename' && (
          <RenameSession session={dialog.session} onClose={() => setDialog(null)} />
        )}
        {dialog?.what === 'delete' && (
          <DeleteSession session={dialog.session} onClose={() => setDialog(null)} />
        )}
      </Suspense>
    </>
  )
}

function NoSessions() {
  return (
    <div className={classes.empty}>
      <div className={classes.emptyPicture}>
        <SessionSketch seed="nothing yet" />
      </div>
      <Title order={2} size="h4">
        {sessionListWords.none}
      </Title>
      <Text c="dimmed" maw={380}>
        {sessionListWords.noneText}
      </Text>
      <Button component={Link} href="/" mt="xs">
        Describe an app
      </Button>
    </div>
  )
}
