import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useRef } from 'react'
import { useLocation } from 'wouter'
import { newId } from '../../../shared/ids.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { sessionListWords } from '../../words/workspace.ts'
import { preloadSession } from '../session-code.ts'
import classes from './workspace.module.css'

export function NewSessionButton({ workspaceId }: { workspaceId: string }) {
  const [, go] = useLocation()
  const utils = trpc.useUtils()
  // Kept until success, so that a retry can't create two.
  const id = useRef(newId())
  const create = trpc.sessions.create.useMutation({
    onSuccess: (session) => {
      id.current = newId()
      void utils.sessions.list.invalidate()
      go(`/s/${session.id}`)
    },
  })
  const start = () => {
    preloadSession()
    create.mutate({ id: id.current, workspaceId })
  }
  return (
    <>
      <Button
        leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
        loading={create.isPending}
        onClick={start}
      >
        New session
      </Button>
      {create.isError && (
        <div className={classes.headError}>
          <ErrorNote title={sessionListWords.createFailed} error={create.error} onRetry={start} />
        </div>
      )}
    </>
  )
}
