import { Skeleton } from '@mantine/core'
import classes from './workspace.module.css'

/** Avoids a layout shift. */
export function SessionGridSkeleton() {
  return (
    <div role="status" aria-label="Loading the sessions">
      <ul className={classes.grid} aria-hidden="true">
        {[0, 1, 2].map((index) => (
          <li key={index} className={classes.card}>
            <div className={classes.picture}>
              <Skeleton height="100%" radius={0} />
            </div>
            <div className={classes.body}>
              <div className={classes.name}>
                <Skeleton height={14} width="55%" my={4} />
              </div>
              <div className={classes.last}>
                <Skeleton height={10} width="85%" my={4} />
              </div>
              <div className={classes.foot}>
                <Skeleton height={10} width="40%" />
              </div>
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}
