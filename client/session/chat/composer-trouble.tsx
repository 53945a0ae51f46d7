import { Button } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { useStore } from '../../live/store.ts'
import { composerWords } from '../../words/session.ts'
import { useSession } from '../session-context.tsx'
import classes from './composer.module.css'

export function ComposerTrouble({ text, onRetry }: { text: string; onRetry: () => void }) {
  const { link } = useSession()
  const { unsent, overtaken } = useStore(link.outbox.state)
  if (!unsent && !overtaken) return null
  const dismiss = () => link.outbox.forgetTrouble()
  return (
    <div
      className={classes.trouble}
      data-bad={unsent ? true : undefined}
      role={unsent ? 'alert' : 'status'}
    >
      <IconAlertCircle size={15} stroke={1.8} aria-hidden />
      <span>{unsent ? composerWords.notSent(unsent.message) : composerWords.sentBefore}</span>
      {unsent && text === unsent.text ? (
        <Button size="compact-xs" variant="default" onClick={onRetry}>
          Retry
        </Button>
      ) : (
        <Button size="compact-xs" variant="default" onClick={dismiss}>
          Dismiss
        </Button>
      )}
    </div>
  )
}
