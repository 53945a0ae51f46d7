import { Button } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { composerWords } from '../../words/session.ts'
import classes from './composer.module.css'

/** `length`: of the text that did not fit. */
export function CutNote({ length, onDismiss }: { length: number; onDismiss: () => void }) {
  return (
    <div className={classes.trouble} data-bad role="alert">
      <IconAlertCircle size={15} stroke={1.8} aria-hidden />
      <span>{composerWords.cut(length)}</span>
      <Button size="compact-xs" variant="default" onClick={onDismiss}>
        Dismiss
      </Button>
    </div>
  )
}
