import { Button } from '@mantine/core'
import classes from './update-notice.module.css'

export function UpdateNotice({ shown }: { shown: boolean }) {
  return (
    <div role="status" aria-label="Update">
      {shown && (
        <div className={classes.notice}>
          <span>FeGG was updated. Reload to get the new version.</span>
          <Button size="compact-xs" variant="subtle" onClick={() => location.reload()}>
            Reload
          </Button>
        </div>
      )}
    </div>
  )
}
