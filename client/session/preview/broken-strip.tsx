import { Button, CloseButton } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import classes from './broken-strip.module.css'
import type { PageError } from './preview-store.ts'

function firstLine(text: string) {
  return text.split('\n', 1)[0] ?? text
}

/** The words with which the agent is asked to mend an error. */
export function fixPrompt({ message, place }: PageError): string {
  return `The page has an error${place ? ` in ${place}` : ''}: ${message.trim()}\n\nPlease find out why and fix it.`
}

interface Props {
  error: PageError
  onFix: (() => void) | null
  onDismiss: () => void
}

/** Says that the page in the preview has an error, and offers to have it mended. */
export function BrokenStrip({ error, onFix, onDismiss }: Props) {
  return (
    <div className={classes.strip} role="alert">
      <IconAlertTriangle className={classes.icon} size={16} stroke={1.8} aria-hidden />
      <span className={classes.words} title={error.message}>
        <b>The page has an error:</b> {firstLine(error.message)}
        {error.place && <code>{error.place}</code>}
      </span>
      {onFix && (
        <Button size="compact-sm" variant="default" onClick={onFix}>
          Ask FeGG to fix it
        </Button>
      )}
      <CloseButton size="sm" aria-label="Hide the error" onClick={onDismiss} />
    </div>
  )
}
