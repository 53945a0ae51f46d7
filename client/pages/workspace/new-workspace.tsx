import { useRef } from 'react'
import { useLocation } from 'wouter'
import { newId } from '../../../shared/new-id.ts'
import { trpc } from '../../api.ts'
import { workspaceSettingsWords } from '../../words/workspace.ts'
import { RenameDialog } from './rename-dialog.tsx'

export default function NewWorkspace({ onClose }: { onClose: () => void }) {
  const [, go] = useLocation()
  const utils = trpc.useUtils()
  // Kept until success, so that a retry can't create two.
  const id = useRef(newId())
  const create = trpc.workspaces.create.useMutation({
    onSuccess: async (workspace) => {
      await utils.workspaces.list.invalidate()
      onClose()
      go(`/w/${workspace.slug}/members`)
    },
  })
  return (
    <RenameDialog
      title="New workspace"
      name=""
      onClose={onClose}
      onSave={(name) => create.mutate({ id: id.current, name })}
      saving={create.isPending}
      failed={workspaceSettingsWords.createFailed}
      error={create.error}
      save="Create"
    />
  )
}
