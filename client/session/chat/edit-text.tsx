import { Button, Textarea } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import classes from './queue.module.css'

interface Props {
  label: string
  text: string
  pending: boolean
  save?: string
  /** `was` is the text when editing began. */
  onSave: (text: string, was: string) => void
  onCancel: () => void
}

export function EditText({ label, text, pending, save = 'Save', onSave, onCancel }: Props) {
  const [was] = useState(text)
  const [value, setValue] = useState(text)
  const ready = value.trim() !== '' && !pending
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      if (ready) onSave(value.trim(), was)
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      onCancel()
    }
  }
  return (
    <div className={classes.edit}>
      <Textarea
        aria-label={label}
        size="xs"
        autosize
        maxRows={6}
        data-autofocus
        autoFocus
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span className={classes.choices}>
        <Button size="compact-xs" disabled={!ready} onClick={() => onSave(value.trim(), was)}>
          {save}
        </Button>
        <Button size="compact-xs" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </span>
    </div>
  )
}
