import { Button } from '@mantine/core'
import { IconGitFork } from '@tabler/icons-react'
import { useEffect } from 'react'
import { Link } from 'wouter'
import { trpc } from '../../api.ts'
import { forkWords } from '../../words/undo.ts'
import { useMay, useSession } from '../session-context.tsx'
import classes from './fork-bar.module.css'
import { useQueueMark } from './use-versions.ts'
import { useMerge } from './version-dialogs.tsx'

/** The other session isn't followed live. */
const refreshMs = 20_000

/** Only in a fork whose source the viewer may see. */
export function ForkBar() {
  const { view } = useSession()
  const merge = useMerge()
  const maySend = useMay('message.send')
  const mark = useQueueMark()
  const state = trpc.forks.state.useQuery(
    { sessionId: view.id },
    { refetchInterval: ({ state: { data } }) => (data?.source ? refreshMs : false) },
  )
  const isFork = state.data?.source != null
  const { refetch } = state
  useEffect(() => {
    if (isFork) void refetch()
  }, [isFork, mark, refetch])
  if (!state.data?.source) return null
  const { source, ahead, behind } = state.data
  return (
    <div className={classes.bar} role="region" aria-label="Fork">
      <IconGitFork size={15} stroke={1.8} aria-hidden />
      <span className={classes.from}>
        Forked from{' '}
        <Link href={`/s/${source.id}`} className={classes.link}>
          {source.name}
        </Link>
      </span>
      {ahead === 0 && behind === 0 && <span className={classes.count}>{forkWords.even}</span>}
      {ahead > 0 && (
        <span className={classes.count} title={forkWords.aheadTitle(ahead)}>
          {forkWords.ahead(ahead)}
        </span>
      )}
      {behind > 0 && (
        <span className={classes.count} title={forkWords.behindTitle(behind)}>
          {forkWords.behind(behind)}
        </span>
      )}
      {maySend && (
        <span className={classes.ways}>
          {ahead > 0 && (
            <Button size="compact-xs" variant="default" onClick={() => merge.open('source')}>
              Merge back
            </Button>
          )}
          {behind > 0 && (
            <Button size="compact-xs" variant="default" onClick={() => merge.open('fork')}>
              Update
            </Button>
          )}
        </span>
      )}
    </div>
  )
}
