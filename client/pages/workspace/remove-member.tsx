import { Button, Group, Modal, Text } from '@mantine/core'
import type { MemberView, WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'

type RemoveMemberProps = { member: MemberView; workspace: WorkspaceView; onClose: () => void }

/** Asks before somebody is taken out, and says what that means. */
export default function RemoveMember({ member, workspace, onClose }: RemoveMemberProps) {
  const utils = trpc.useUtils()
  const remove = trpc.members.remove.useMutation({
    onSuccess: async () => {
      await utils.members.list.invalidate({ workspaceId: workspace.id })
      onClose()
    },
  })
  return (
    <Modal opened onClose={onClose} title={`Remove ${member.name}?`} size="sm">
      <Text size="sm">
        They are out of {workspace.name} at once, in every window that they have open. What they
        made stays. Share links of sessions still open for whoever has them: revoke those in the
        session’s Share dialog.
      </Text>
      {remove.isError && <ErrorNote title="They are still in." error={remove.error} />}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep them
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
