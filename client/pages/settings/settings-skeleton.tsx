import { Skeleton } from '@mantine/core'
import classes from './section.module.css'

/** As tall as the account's section, so that nothing moves when that comes. */
export function SettingsSkeleton() {
  return (
    <div className={classes.section} aria-hidden="true">
      <Skeleton height={18} width={90} />
      <Skeleton height={57} />
      <Skeleton height={40} />
    </div>
  )
}
