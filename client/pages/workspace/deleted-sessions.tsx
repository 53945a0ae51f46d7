import { Button, Group, Skeleton, Text } from '@mantine/core'
import { Suspense, lazy, useState } from 'react'
import type { DeletedSession } from '../../../shared/protocol/session-view.ts'
import type { WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { binWords } from '../../words/workspace.ts'
import { allOf, nextPage, pageOf } from './session-pages.ts'
import { ShowMore } from './show-more.tsx'
import classes from './workspace.module.css'

const RemoveSession = lazy(() => import('./remove-session.tsx'))

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })

/** The last deleted first. */
export function DeletedSessions({ workspace }: { workspace: WorkspaceView }) {
  const bin = trpc.sessions.bin.useInfiniteQuery(pageOf(workspace.id), {
    getNextPageParam: (page) => nextPage(page, ({ deletedAt }) => deletedAt),
  })
  const deleted = bin.data ? allOf(bin.data.pages) : null
  return (
    <div className={classes.narrow}>
      <Text size="sm" c="dimmed" mb="md">
        {binWords.lead}
      </Text>
      {bin.isPending && <Skeleton height={130} radius={14} />}
      {bin.isError && !bin.isFetchNextPageError && (
        <ErrorNote
          title={binWords.failed}
          error={bin.error}
          onRetry={() => bin.refetch()}
          retrying={bin.isFetching}
        />
      )}
      {deleted?.length === 0 && <Text>{binWords.none}</Text>}
      {deleted && deleted.length > 0 && (
        <ul className={classes.members} aria-label="Deleted sessions">
          {deleted.map((session) => (
            <Deleted key={session.id} session={session} workspaceId={workspace.id} />
          ))}
        </ul>
      )}
      <ShowMore query={bin} />
    </div>
  )
}

function Deleted({ session, workspaceId }: { session: DeletedSession; workspaceId: string }) {
  const utils = trpc.useUtils()
  const [removing, setRemoving] = useState(false)
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
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          aria-label={`Restore ${session.name}`}
          loading={restore.isPending}
          onClick={() => restore.mutate({ id: session.id, workspaceId })}
        >
          Restore
        </Button>
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          aria-label={`Delete ${session.name} for good`}
          disabled={restore.isPending}
          onClick={() => setRemoving(true)}
        >
          Delete for good
        </Button>
      </Group>
      {removing && (
        <Suspense>
          <RemoveSession
            session={session}
            workspaceId={workspaceId}
            onClose={() => setRemoving(false)}
          />
        </Suspense>
      )}
      {restore.isError && <ErrorNote title={binWords.restoreFailed} error={restore.error} />}
    </li>
  )
}
