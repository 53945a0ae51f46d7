import { Button, Group, Modal, Text } from '@mantine/core'
import type { DeletedSession } from '../../../shared/protocol/session-view.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { binWords } from '../../words/workspace.ts'

type RemoveSessionProps = { session: DeletedSession; workspaceId: string; onClose: () => void }

export default function RemoveSession({ session, workspaceId, onClose }: RemoveSessionProps) {
  const utils = trpc.useUtils()
  const remove = trpc.sessions.remove.useMutation({
    onSuccess: async () => {
      await utils.sessions.bin.invalidate()
      onClose()
    },
  })
  return (
    <Modal opened onClose={onClose} title={binWords.removeTitle(session.name)} size="sm">
      <Text size="sm">{binWords.removeText(session.messages, session.versions)}</Text>
      {remove.isError && <ErrorNote title={binWords.removeFailed} error={remove.error} />}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          color="red"
          loading={remove.isPending}
          onClick={() => remove.mutate({ id: session.id, workspaceId })}
        >
          Delete for good
        </Button>
      </Group>
    </Modal>
  )
}
