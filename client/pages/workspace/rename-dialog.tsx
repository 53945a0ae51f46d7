import { Button, Group, Modal, TextInput } from '@mantine/core'
import { limits } from '../../../shared/limits.ts'
import { ErrorNote } from '../../ui/error-note.tsx'

type RenameDialogProps = {
  title: string
  name: string
  onClose: () => void
  onSave: (name: string) => void
  saving: boolean
  /** Title of the error note. */
  failed: string
  error: unknown
  save?: string
}

export function RenameDialog(props: RenameDialogProps) {
  return (
    <Modal title={props.title} opened onClose={props.onClose} size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const name = new FormData(event.currentTarget).get('name')
          if (typeof name === 'string' && name.trim()) props.onSave(name.trim())
        }}
      >
        <TextInput
          name="name"
          label="Name"
          required
          withAsterisk={false}
          maxLength={limits.nameLength}
          defaultValue={props.name}
          data-autofocus
          onFocus={(event) => event.currentTarget.select()}
          mb="md"
        />
        {props.error !== null && <ErrorNote title={props.failed} error={props.error} />}
        <Group justify="flex-end" gap="xs" mt="md">
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={props.saving}>
            {props.save ?? 'Save'}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
