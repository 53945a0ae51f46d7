import { useEffect, useState } from 'react'
import { trpc } from '../../api.ts'
import { queueWords } from '../../words/session.ts'
import { useSession } from '../session-context.tsx'
import classes from './queue.module.css'

/** Most runs begin at once. */
const askAfterMs = 1_000
const askEveryMs = 3_000

/** Why the next run has not begun although nothing in this session keeps it. */
export function RunWaitNote() {
  const { view } = useSession()
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), askAfterMs)
    return () => clearTimeout(timer)
  }, [])
  const wait = trpc.runs.waits.useQuery(
    { sessionId: view.id },
    { enabled: late, refetchInterval: askEveryMs, gcTime: 0 },
  )
  return (
    <p className={classes.note} role="status">
      {wait.data && queueWords.waits(wait.data)}
    </p>
  )
}
