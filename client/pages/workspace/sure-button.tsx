import { Button, Group } from '@mantine/core'
import { useState } from 'react'

type SureButtonProps = {
  label: string
  /** What it is that is done, on the button that does it. */
  sure: string
  busy: boolean
  onSure: () => void
}

/** A button for what is not easily undone: the first press asks, in the same place. */
export function SureButton({ label, sure, busy, onSure }: SureButtonProps) {
  const [asked, setAsked] = useState(false)
  if (!asked)
    return (
      <Button variant="default" onClick={() => setAsked(true)}>
        {label}
      </Button>
    )
  return (
    <Group gap="xs">
      <Button color="red" loading={busy} onClick={onSure} autoFocus>
        {sure}
      </Button>
      <Button variant="default" onClick={() => setAsked(false)}>
        Cancel
      </Button>
    </Group>
  )
}
