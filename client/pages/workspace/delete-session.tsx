import { Button, Group, Modal, Text } from '@mantine/core'
import type { SessionCard } from '../../../shared/protocol/session-view.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { sessionListWords } from '../../words/workspace.ts'

type DeleteSessionProps = { session: SessionCard; onClose: () => void }

export default function DeleteSession({ session, onClose }: DeleteSessionProps) {
  const utils = trpc.useUtils()
  const remove = trpc.sessions.delete.useMutation({
    onSuccess: async () => {
      await utils.sessions.list.invalidate()
      onClose()
    },
  })
  const others = session.here.map((person) => person.name).join(', ')
  return (
    <Modal opened onClose={onClose} title={sessionListWords.deleteTitle(session.name)} size="sm">
      <Text size="sm">
        {sessionListWords.deleteText} {others && sessionListWords.peopleHere(others)}
      </Text>
      {remove.isError && <ErrorNote title={sessionListWords.deleteFailed} error={remove.error} />}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
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
