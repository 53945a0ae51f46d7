import type { SessionCard } from '../../../shared/protocol/session-view.ts'
import { trpc } from '../../api.ts'
import { sessionListWords } from '../../words/workspace.ts'
import { RenameDialog } from './rename-dialog.tsx'

type RenameSessionProps = { session: SessionCard; onClose: () => void }

export default function RenameSession({ session, onClose }: RenameSessionProps) {
  const utils = trpc.useUtils()
  const rename = trpc.sessions.rename.useMutation({
    onSuccess: async () => {
      await utils.sessions.invalidate()
      onClose()
    },
  })
  return (
    <RenameDialog
      title="Rename session"
      name={session.name}
      onClose={onClose}
      onSave={(name) => rename.mutate({ id: session.id, name })}
      saving={rename.isPending}
      failed={sessionListWords.renameFailed}
      error={rename.error}
    />
  )
}
