import { UnstyledButton } from '@mantine/core'
import { memo, useState } from 'react'
import type { RecordMessage } from '../../../shared/record.ts'
import { namesOf } from '../../../shared/names.ts'
import { AuthorsFace } from './authors-face.tsx'
import classes from './message.module.css'
import { MessageFrame } from './message-frame.tsx'

type FromPerson = Extract<RecordMessage, { from: 'person' }>

/** Longer texts are folded at first. */
const longLines = 12
const longText = 900

const isLong = (text: string) => text.length > longText || text.split('\n').length > longLines

interface Props {
  message: Pick<FromPerson, 'authors' | 'at' | 'text'>
  /** It waits for its run, or is on its way to the server. */
  waits?: 'queued' | 'sending' | undefined
}

/** What a person said. */
export const PersonMessage = memo(({ message, waits }: Props) => {
  const { authors, text } = message
  const [open, setOpen] = useState(false)
  const long = isLong(text)
  const note = waits === 'sending' ? 'Sending…' : waits === 'queued' ? 'waiting' : null
  return (
    <MessageFrame
      name={namesOf(authors)}
      face={<AuthorsFace authors={authors} />}
      at={message.at}
      note={note}
      faint={waits !== undefined}
    >
      <p className={`${classes.said} ${long && !open ? classes.long : ''}`}>{text}</p>
      {long && (
        <UnstyledButton
          className={classes.more}
          onClick={() => setOpen(!open)}
          aria-expanded={open}
        >
          {open ? 'Show less' : 'Show all of it'}
        </UnstyledButton>
      )}
    </MessageFrame>
  )
})
