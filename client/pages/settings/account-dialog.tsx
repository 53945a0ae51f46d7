import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { ErrorNote } from '../../ui/error-note.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { accountDialogWords } from '../../words/settings.ts'

type AccountDialogProps = {
  title: string
  lead?: string
  /** Asks for the current password. */
  hasPassword: boolean
  children?: ReactNode
  save: string
  /** The password comes last then. */
  danger?: boolean
  disabled?: boolean
  busy: boolean
  failed: string
  error: unknown
  /** `password` is null for accounts without one. */
  onSave: (password: string | null, form: FormData) => void
  onClose: () => void
}

/** A change that needs the current password. */
export function AccountDialog(props: AccountDialogProps) {
  const { hasPassword, onSave, onClose } = props
  const current = hasPassword && (
    <PasswordField
      label={accountDialogWords.current}
      name="password"
      autoComplete="current-password"
      data-autofocus
    />
  )
  return (
    <Modal opened onClose={onClose} title={props.title} size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const form = new FormData(event.currentTarget)
          const password = form.get('password')
          onSave(hasPassword && typeof password === 'string' ? password : null, form)
        }}
      >
        <Stack gap="sm">
          {props.lead && <Text size="sm">{props.lead}</Text>}
          {!props.danger && current}
          {props.children}
          {props.danger && current}
          {props.error !== null && <ErrorNote title={props.failed} error={props.error} />}
        </Stack>
        <Group justify="flex-end" gap="xs" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={props.busy}
            disabled={props.disabled ?? false}
            {...(props.danger && { color: 'red' })}
          >
            {props.save}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

/** Empty for a field that isn't there. */
export function textOf(form: FormData, field: string): string {
  const value = form.get(field)
  return typeof value === 'string' ? value : ''
}
