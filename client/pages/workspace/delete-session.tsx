import { Button, Group, Modal, Text } from '@mantine/core'
import type { SessionCard } from '../../../shared/protocol/session-view.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'

type DeleteSessionProps = { session: SessionCard; workspaceId: string; onClose: () => void }

/** Asks before a session goes, since others may be in it. */
export default function DeleteSession({ session, workspaceId, onClose }: DeleteSessionProps) {
  const utils = trpc.useUtils()
  const remove = trpc.sessions.delete.useMutation({
    onSuccess: async () => {
      utils.sessions.list.setData({ workspaceId }, (cards) =>
        cards?.filter((card) => card.id !== session.id),
      )
      await utils.sessions.list.invalidate()
      onClose()
    },
  })
  const others = session.here.map((person) => person.name).join(', ')
  return (
    <Modal opened onClose={onClose} title={`Delete “${session.name}”?`} size="sm">
      <Text size="sm">
        Its chat, its files and its versions go for everybody, and do not come back.
        {others && ` In it now: ${others}.`}
      </Text>
      {remove.isError && <ErrorNote title="It could not be deleted." error={remove.error} />}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep it
        </Button>
        <Button
          color="red"
          loading={remove.isPending}
          onClick={() => remove.mutate({ id: session.id })}
        >
          Delete
        </Button>
      </Group>
    </Modal>
  )
}
