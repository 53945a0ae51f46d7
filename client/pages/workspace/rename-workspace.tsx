import type { WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { trpc } from '../../api.ts'
import { RenameDialog } from './rename-dialog.tsx'

type RenameWorkspaceProps = { workspace: WorkspaceView; onClose: () => void }

/** Asks for a workspace's new name and gives it; its address stays. */
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
      title="Rename the workspace"
      name={workspace.name}
      onClose={onClose}
      onSave={(name) => rename.mutate({ id: workspace.id, name })}
      saving={rename.isPending}
      error={rename.error}
    />
  )
}
