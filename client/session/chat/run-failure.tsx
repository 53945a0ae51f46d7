import { Button } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { newId } from '../../../shared/ids.ts'
import { trpc } from '../../api.ts'
import type { AgentMessage } from '../../live/chat-merge.ts'
import { errorText } from '../../ui/error-text.ts'
import { chatWords } from '../../words/session.ts'
import { useMay, useSession } from '../session-context.tsx'
import classes from './run-failure.module.css'

function headline(status: AgentMessage['status']): string | null {
  switch (status) {
    case 'failed':
      return chatWords.runFailed
    case 'timed_out':
      return chatWords.runTimedOut
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
  isRetried: boolean
}

export function RunFailure({ message, isRetried }: Props) {
  const { view } = useSession()
  const mayRetry = useMay('message.send')
  // One id, so that a double click makes one request.
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
      {mayRetry && !isRetried && (
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
