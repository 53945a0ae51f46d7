import { Button } from '@mantine/core'
import { useNetwork } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useStore } from '../../live/store.ts'
import { connectionWords } from '../../words/session.ts'
import { useSession } from '../session-context.tsx'
import { useNow } from '../use-now.ts'
import classes from '../../ui/connection-line.module.css'

/** Shorter interruptions aren't shown. That the browser is offline is shown at once: the socket may seem open for long. */
const graceMs = 1_000

function Countdown({ until }: { until: number }) {
  const seconds = Math.ceil((until - useNow(250)) / 1000)
  return seconds > 0 ? connectionWords.retryingIn(seconds) : connectionWords.retrying
}

export function ConnectionLine() {
  const { link } = useSession()
  const connection = useStore(link.connection)
  const trouble = useStore(link.trouble)
  const { online } = useNetwork()
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
      {!online && <div className={classes.line}>{connectionWords.offline}</div>}
      {online && shown && connection.is === 'reconnecting' && (
        <div className={classes.line}>
          <span>
            {trouble === null ? connectionWords.reconnecting : `${trouble} ${connectionWords.kept}`}
            <span aria-hidden>
              {connection.retryAt === null ? (
                connectionWords.retrying
              ) : (
                <Countdown until={connection.retryAt} />
              )}
            </span>
          </span>
          <Button size="compact-xs" variant="subtle" onClick={link.retryNow}>
            Retry now
          </Button>
        </div>
      )}
    </div>
  )
}
