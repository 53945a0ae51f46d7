import { Button, Modal, Skeleton } from '@mantine/core'
import { IconClock } from '@tabler/icons-react'
import { useState } from 'react'
import { newId } from '../../../shared/new-id.ts'
import type { VersionFile } from '../../../shared/protocol/version-view.ts'
import { trpc } from '../../api.ts'
import { useSelected } from '../../live/store.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { restoreWords, undoWords } from '../../words/undo.ts'
import { useLook } from '../look/use-look.ts'
import { useSession } from '../session-context.tsx'
import { ChangedFiles } from './changed-files.tsx'
import classes from './undo.module.css'
import type { OneVersion } from './version-dialogs.tsx'

const backwards = { created: 'deleted', deleted: 'created', edited: 'edited' } as const

/** The comparison goes from the version to now, a restore the other way. */
function reversed({ path, change, from, binary, added, removed }: VersionFile): VersionFile {
  return {
    path: from ?? path,
    from: from === null ? null : path,
    change: backwards[change],
    binary,
    added: removed,
    removed: added,
  }
}

export default function RestoreDialog({
  asked,
  onClose,
}: {
  asked: OneVersion
  onClose: () => void
}) {
  const { link, view } = useSession()
  const { versionId, number } = asked
  const sessionId = view.id
  const waits = useSelected(link.record, ({ meta }) => meta?.running != null)
  const compared = trpc.versions.compare.useQuery(
    { sessionId, from: versionId, to: 'now' },
    { staleTime: 0, gcTime: 0 },
  )
  // Kept after a failure, so that a retry can't restore twice.
  const [id] = useState(newId)
  const restore = trpc.undo.restore.useMutation({ onSuccess: onClose })
  const look = useLook()
  const toLook = () => {
    look.open(versionId)
    onClose()
  }
  const files = compared.data?.files.map(reversed)
  const same = files?.length === 0
  return (
    <Modal
      opened
      onClose={onClose}
      title={number === undefined ? 'Restore' : `Restore version ${number}`}
      size="lg"
    >
      <div className={classes.dialog}>
        <p className={classes.lead}>{restoreWords.lead(number)}</p>
        {compared.isError && (
          <ErrorNote
            title={restoreWords.compareFailed}
            error={compared.error}
            onRetry={() => compared.refetch()}
            retrying={compared.isFetching}
          />
        )}
        {compared.isPending && <Skeleton height={150} radius={10} />}
        {same && <p className={classes.line}>{restoreWords.same}</p>}
        {files && !same && <ChangedFiles files={files} />}
        {waits && (
          <p className={classes.line}>
            <IconClock size={16} stroke={1.8} aria-hidden />
            {undoWords.waits}
          </p>
        )}
        {restore.isError && <ErrorNote title={restoreWords.failed} error={restore.error} />}
        <div className={classes.buttons}>
          <Button variant="subtle" color="gray" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="default" onClick={toLook}>
            Look first
          </Button>
          <Button
            disabled={!files || same}
            loading={restore.isPending}
            onClick={() => restore.mutate({ id, sessionId, versionId })}
          >
            Restore
          </Button>
        </div>
      </div>
    </Modal>
  )
}
