import { Button } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { newId } from '../../../shared/ids.ts'
import { trpc } from '../../api.ts'
import type { AgentMessage } from '../../live/chat-merge.ts'
import { errorText } from '../../ui/error-text.ts'
import { useMay, useSession } from '../session-context.tsx'
import classes from './run-failure.module.css'

function headline(status: AgentMessage['status']): string | null {
  switch (status) {
    case 'failed':
      return 'This run failed.'
    case 'timed_out':
      return 'This run took too long and was ended.'
    case 'queued':
    case 'running':
    case 'stopping':
    case 'done':
    case 'cancelled':
    case 'steered':
    case 'merged':
    case 'forked':
      return null
  }
}

interface Props {
  message: AgentMessage
  isTriedAgain: boolean
}

/** Why a run ended without success, where it ended, with the way on, until somebody has taken it. */
export function RunFailure({ message, isTriedAgain }: Props) {
  const { view } = useSession()
  const mayRetry = useMay('message.send')
  // One id for as long as this stands: a second click is a repeat, not a second wish.
  const [id] = useState(newId)
  const retry = trpc.runs.retry.useMutation()
  const title = headline(message.status)
  if (!title) return null
  return (
    <div className={classes.failure} role="alert">
      <IconAlertCircle className={classes.icon} size={16} stroke={1.8} aria-hidden />
      <div className={classes.words}>
        <strong>{title}</strong>
        {message.error && <span>{message.error.message}</span>}
        {retry.isError && <span>{errorText(retry.error).message}</span>}
      </div>
      {mayRetry && !isTriedAgain && (
        <Button
          size="compact-sm"
          variant="default"
          loading={retry.isPending}
          disabled={retry.isSuccess}
          onClick={() => retry.mutate({ id, sessionId: view.id, runId: message.runId })}
        >
          Retry
        </Button>
      )}
    </div>
  )
}
