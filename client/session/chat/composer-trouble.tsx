import { Button } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { useStore } from '../../live/store.ts'
import { useSession } from '../session-context.tsx'
import classes from './composer.module.css'

/** Why the last message was not sent, with the way on; its text stands in the composer. */
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
      <span>
        {unsent
          ? `Not sent: ${unsent.message}`
          : 'Somebody sent this just before you did. What you added since is still here.'}
      </span>
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
