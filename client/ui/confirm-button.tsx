import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'

type ConfirmButtonProps = {
  label: string
  /** Accessible name, if the label is ambiguous. */
  name?: string
  /** Shown with the question. */
  warning?: string
  confirm: string
  size?: 'xs' | 'sm'
  busy: boolean
  onConfirm: () => void
}

/** The first press asks in the same place. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { label, name, warning, confirm, size = 'sm', busy, onConfirm } = props
  const [asked, setAsked] = useState(false)
  if (!asked)
    return (
      <Button size={size} variant="default" aria-label={name} onClick={() => setAsked(true)}>
        {label}
      </Button>
    )
  return (
    <Group gap="xs">
      {warning && (
        <Text size="xs" c="dimmed">
          {warning}
        </Text>
      )}
      <Button size={size} color="red" loading={busy} onClick={onConfirm} autoFocus>
        {confirm}
      </Button>
      <Button size={size} variant="default" onClick={() => setAsked(false)}>
        Cancel
      </Button>
    </Group>
  )
}
