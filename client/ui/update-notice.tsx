import { Button } from '@mantine/core'
import classes from './update-notice.module.css'

/** `onReload` runs before the reload. */
export function UpdateNotice({ shown, onReload }: { shown: boolean; onReload: () => void }) {
  const reload = () => {
    onReload()
    location.reload()
  }
  return (
    <div role="status" aria-label="Update">
      {shown && (
        <div className={classes.notice}>
          <span>FeGG was updated. Reload to get the new version.</span>
          <Button size="compact-xs" variant="subtle" onClick={reload}>
            Reload
          </Button>
        </div>
      )}
    </div>
  )
}
