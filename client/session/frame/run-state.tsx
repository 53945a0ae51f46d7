import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { useSelected } from '../../live/store.ts'
import { errorText } from '../../ui/error-text.ts'
import { runStatusWord } from '../run-status.ts'
import { useSession } from '../session-context.tsx'
import { stopwatch } from '../time.ts'
import { useNow } from '../use-now.ts'
import { useStopRun } from '../use-stop-run.ts'
import classes from './run-state.module.css'

function Clock({ from }: { from: string }) {
  return (
    // Screen readers would read it every second.
    <span className={classes.clock} aria-hidden>
      {' '}
      {stopwatch(useNow(1_000) - Date.parse(from))}
    </span>
  )
}

export function RunState() {
  const { link } = useSession()
  const record = useSelected(link.record, (view) => view)
  const word = useMemo(() => runStatusWord(record.meta, record.messages), [record])
  const running = record.meta?.running ?? null
  const stop = useStopRun()
  return (
    <div className={classes.run}>
      <span className={classes.state} role="status" aria-label="Run state" data-word={word}>
        {word}
        {running && <Clock from={running.startedAt} />}
      </span>
      {stop.can && (
        <Button
          size="compact-sm"
          variant="default"
          disabled={stop.pending}
          title={stop.error ? errorText(stop.error).message : 'Stop the run (Esc in the composer)'}
          onClick={stop.stop}
        >
          Stop
        </Button>
      )}
    </div>
  )
}
