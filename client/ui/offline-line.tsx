import { useNetwork } from '@mantine/hooks'
import { offlineWords } from '../words/ui.ts'
import classes from './connection-line.module.css'

/** On pages that have no connection of their own to speak of. */
export function OfflineLine() {
  const { online } = useNetwork()
  return (
    <div className={classes.place} role="status" aria-label="Connection">
      {!online && <div className={classes.line}>{offlineWords}</div>}
    </div>
  )
}
