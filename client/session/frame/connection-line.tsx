import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from '../../live/store.ts'
import { useSession } from '../session-context.tsx'
import { useNow } from '../use-now.ts'
import classes from './connection-line.module.css'

/** A break shorter than this isn't worth a word, in milliseconds. */
const graceMs = 1_000

function Countdown({ until }: { until: number }) {
  const seconds = Math.ceil((until - useNow(250)) / 1000)
  return <>{seconds > 0 ? ` Trying again in ${seconds} s.` : ' Trying…'}</>
}

/** One quiet line while what is on the screen doesn't follow the session. */
export function ConnectionLine() {
  const { link } = useSession()
  const connection = useStore(link.connection)
  const broken = connection.is === 'reconnecting'
  const [shown, setShown] = useState(false)
  useEffect(() => {
    setShown(false)
    if (!broken) return
    const timer = setTimeout(() => setShown(true), graceMs)
    return () => clearTimeout(timer)
  }, [broken])
  return (
    <div className={classes.place} role="status" aria-label="Connection">
      {shown && connection.is === 'reconnecting' && (
        <div className={classes.line}>
          <span>
            {navigator.onLine ? 'Reconnecting.' : 'You are offline.'} What you type is kept.
            <span aria-hidden>
              {connection.retryAt === null ? ' Trying…' : <Countdown until={connection.retryAt} />}
            </span>
          </span>
          <Button size="compact-xs" variant="subtle" onClick={link.retryNow}>
            Try now
          </Button>
        </div>
      )}
    </div>
  )
}
