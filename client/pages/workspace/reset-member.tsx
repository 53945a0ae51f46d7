import { Button, Group, Modal, Text } from '@mantine/core'
import { useRef } from 'react'
import type { MemberView } from '../../../shared/protocol/workspace-view.ts'
import { trpc } from '../../api.ts'
import { CopyLink } from '../../links/copy-link.tsx'
import { newToken } from '../../links/new-token.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { memberWords } from '../../words/workspace.ts'

type ResetMemberProps = { member: MemberView; workspaceId: string; onClose: () => void }

export default function ResetMember({ member, workspaceId, onClose }: ResetMemberProps) {
  // kept, so that a retry makes the same link
  const { current: token } = useRef(newToken())
  const create = trpc.members.resetLink.useMutation()
  return (
    <Modal opened onClose={onClose} title={memberWords.resetTitle(member.name)} size="sm">
      <Text size="sm">
        {create.isSuccess ? memberWords.resetReady : memberWords.resetText(member.name)}
      </Text>
      {create.isError && <ErrorNote title={memberWords.resetFailed} error={create.error} />}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {create.isSuccess ? 'Done' : 'Cancel'}
        </Button>
        {create.isSuccess ? (
          <CopyLink
            address={`${location.origin}/reset-password/${token}`}
            what={`new password of ${member.name}`}
          />
        ) : (
          <Button
            loading={create.isPending}
            onClick={() => create.mutate({ workspaceId, userId: member.id, token })}
          >
            Create link
          </Button>
        )}
      </Group>
    </Modal>
  )
}
