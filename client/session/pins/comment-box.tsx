import { Button, Textarea } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { limits } from '../../../shared/limits.ts'
import { errorText } from '../../ui/error-text.ts'
import classes from './pins.module.css'

interface Props {
  label: string
  action: string
  pending: boolean
  error: unknown
  autoFocus: boolean
  /** Resolves to false if the comment wasn't saved; its text then stays in the box. */
  onSend: (text: string) => Promise<boolean>
}

export function CommentBox({ label, action, pending, error, autoFocus, onSend }: Props) {
  const [text, setText] = useState('')
  const send = async () => {
    const ready = text.trim()
    if (ready !== '' && !pending && (await onSend(ready))) setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    void send()
  }
  return (
    <div className={classes.write}>
      <Textarea
        aria-label={label}
        placeholder={label}
        value={text}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={limits.pinCommentLength}
        data-autofocus={autoFocus || undefined}
        autoFocus={autoFocus}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Button
        size="compact-md"
        disabled={text.trim() === ''}
        loading={pending}
        onClick={() => void send()}
      >
        {action}
      </Button>
      {error != null && (
        <p className={classes.failed} role="alert">
          {errorText(error).message}
        </p>
      )}
    </div>
  )
}
