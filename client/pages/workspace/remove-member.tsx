import { Button, Group, Modal, Text } from '@mantine/core'
import type { MemberView, WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { memberWords } from '../../words/workspace.ts'

type RemoveMemberProps = { member: MemberView; workspace: WorkspaceView; onClose: () => void }

export default function RemoveMember({ member, workspace, onClose }: RemoveMemberProps) {
  const utils = trpc.useUtils()
  const remove = trpc.members.remove.useMutation({
    onSuccess: async () => {
      await utils.members.list.invalidate({ workspaceId: workspace.id })
      onClose()
    },
  })
  return (
    <Modal opened onClose={onClose} title={memberWords.removeTitle(member.name)} size="sm">
      <Text size="sm">{memberWords.removeText(workspace.name)}</Text>
      {remove.isError && <ErrorNote title={memberWords.removeFailed} error={remove.error} />}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          color="red"
          loading={remove.isPending}
          onClick={() => remove.mutate({ workspaceId: workspace.id, userId: member.id })}
        >
          Remove
        </Button>
      </Group>
    </Modal>
  )
}
