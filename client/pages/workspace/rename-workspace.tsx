import type { WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { trpc } from '../../api.ts'
import { workspaceSettingsWords } from '../../words/workspace.ts'
import { RenameDialog } from './rename-dialog.tsx'

type RenameWorkspaceProps = { workspace: WorkspaceView; onClose: () => void }

export default function RenameWorkspace({ workspace, onClose }: RenameWorkspaceProps) {
  const utils = trpc.useUtils()
  const rename = trpc.workspaces.rename.useMutation({
    onSuccess: async () => {
      await utils.workspaces.invalidate()
      onClose()
    },
  })
  return (
    <RenameDialog
      title="Rename workspace"
      name={workspace.name}
      onClose={onClose}
      onSave={(name) => rename.mutate({ id: workspace.id, name })}
      saving={rename.isPending}
      failed={workspaceSettingsWords.renameFailed}
      error={rename.error}
    />
  )
}
