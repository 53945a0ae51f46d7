import { Button, Skeleton, Text } from '@mantine/core'
import type { DeletedSession } from '../../../shared/protocol/session-view.ts'
import type { WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { binWords } from '../../words/workspace.ts'
import classes from './workspace.module.css'

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })

/** The last deleted first. */
export function DeletedSessions({ workspace }: { workspace: WorkspaceView }) {
  const bin = trpc.sessions.bin.useQuery({ workspaceId: workspace.id })
  return (
    <div className={classes.narrow}>
      <Text size="sm" c="dimmed" mb="md">
        {binWords.lead}
      </Text>
      {bin.isPending && <Skeleton height={130} radius={14} />}
      {bin.isError && (
        <ErrorNote
          title={binWords.failed}
          error={bin.error}
          onRetry={() => bin.refetch()}
          retrying={bin.isFetching}
        />
      )}
      {bin.data?.length === 0 && <Text>{binWords.none}</Text>}
      {bin.data && bin.data.length > 0 && (
        <ul className={classes.members} aria-label="Deleted sessions">
          {bin.data.map((session) => (
            <Deleted key={session.id} session={session} workspaceId={workspace.id} />
          ))}
        </ul>
      )}
    </div>
  )
}

function Deleted({ session, workspaceId }: { session: DeletedSession; workspaceId: string }) {
  const utils = trpc.useUtils()
  const restore = trpc.sessions.restore.useMutation({
    onSuccess: () =>
      Promise.all([utils.sessions.bin.invalidate(), utils.sessions.list.invalidate()]),
  })
  return (
    <li className={classes.member}>
      <div className={classes.memberWho}>
        <div style={{ minWidth: 0 }}>
          <div className={classes.memberName}>{session.name}</div>
          <div className={classes.deletedAbout}>
            {binWords.deletedBy(session.deletedBy?.name ?? null)} <TimeAgo at={session.deletedAt} />{' '}
            · {binWords.goneOn(day.format(new Date(session.goneAt)))}
          </div>
        </div>
      </div>
      <Button
        size="xs"
        variant="default"
        aria-label={`Restore ${session.name}`}
        loading={restore.isPending}
        onClick={() => restore.mutate({ id: session.id, workspaceId })}
      >
        Restore
      </Button>
      {restore.isError && <ErrorNote title={binWords.restoreFailed} error={restore.error} />}
    </li>
  )
}
