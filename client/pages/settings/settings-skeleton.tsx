import { Skeleton } from '@mantine/core'
import classes from './section.module.css'

/** Avoids a layout shift. */
export function SettingsSkeleton() {
  return (
    <div className={classes.section} aria-hidden="true">
      <Skeleton height={18} width={90} />
      <Skeleton height={57} />
      <Skeleton height={40} />
    </div>
  )
}
