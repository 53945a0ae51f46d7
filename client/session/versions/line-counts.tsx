import { number } from '../../words/versions.ts'
import classes from './line-counts.module.css'

/** Such as `+12 −4`. */
export function LineCounts({ added, removed }: { added: number; removed: number }) {
  if (added === 0 && removed === 0) return null
  return (
    <span className={classes.counts}>
      {added > 0 && <span className={classes.added}>+{number(added)}</span>}
      {removed > 0 && <span className={classes.removed}>−{number(removed)}</span>}
    </span>
  )
}
