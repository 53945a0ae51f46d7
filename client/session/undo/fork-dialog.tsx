import { Button, Loader, Modal } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { newId } from '../../../shared/new-id.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { forkWords } from '../../words/undo.ts'
import { useSession } from '../session-context.tsx'
import classes from './undo.module.css'
import type { OneVersion } from './version-dialogs.tsx'

/** Creates the session at once and opens it; it stays only if that fails. */
export default function ForkDialog({ asked, onClose }: { asked: OneVersion; onClose: () => void }) {
  const { view } = useSession()
  const [, goTo] = useLocation()
  const [forkId] = useState(newId)
  const create = trpc.forks.create.useMutation({
    onSuccess: () => {
      onClose()
      goTo(`/s/${forkId}`)
    },
  })
  const { mutate } = create
  const input = { sessionId: view.id, forkId, versionId: asked.versionId }
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    mutate(input)
  })
  return (
    <Modal opened onClose={onClose} title="Fork" size="sm" withCloseButton={create.isError}>
      <div className={classes.dialog}>
        {create.isError ? (
          <>
            <ErrorNote
              title={forkWords.failed}
              error={create.error}
              onRetry={() => mutate(input)}
              retrying={create.isPending}
            />
            <div className={classes.buttons}>
              <Button variant="default" onClick={onClose}>
                Close
              </Button>
            </div>
          </>
        ) : (
          <p className={classes.line} role="status">
            <Loader size={16} aria-hidden />
            {forkWords.forking(asked.number)}
          </p>
        )}
      </div>
    </Modal>
  )
}
