import { Skeleton } from '@mantine/core'
import classes from './section.module.css'

/** As tall as the account section, so that nothing moves when that is loaded. */
export function SettingsSkeleton() {
  return (
    <div className={classes.section} aria-hidden="true">
      <Skeleton height={18} width={90} />
      <Skeleton height={57} />
      <Skeleton height={40} />
    </div>
  )
}
