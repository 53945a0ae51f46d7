import { Button, CloseButton } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { previewWords } from '../../words/session.ts'
import classes from './broken-strip.module.css'
import type { PageError } from './preview-store.ts'

function firstLine(text: string) {
  return text.split('\n', 1)[0] ?? text
}

export function fixPrompt({ message, place }: PageError): string {
  return previewWords.fix(message.trim(), place)
}

interface Props {
  error: PageError
  onFix: (() => void) | null
  onDismiss: () => void
}

export function BrokenStrip({ error, onFix, onDismiss }: Props) {
  return (
    <div className={classes.strip} role="alert">
      <IconAlertTriangle className={classes.icon} size={16} stroke={1.8} aria-hidden />
      <span className={classes.words} title={error.message}>
        <b>{previewWords.pageError}</b> {firstLine(error.message)}
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
