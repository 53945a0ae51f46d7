import { UnstyledButton } from '@mantine/core'
import { IconGitFork } from '@tabler/icons-react'
import { memo, useState } from 'react'
import { Link } from 'wouter'
import type { RecordMessage } from '../../../shared/protocol/record-message.ts'
import { namesOf } from '../../../shared/names.ts'
import { AuthorsFace } from './authors-face.tsx'
import classes from './message.module.css'
import { MessageFrame } from './message-frame.tsx'

export type FromPerson = Extract<RecordMessage, { from: 'person' }>

/** Longer texts are folded at first. */
const longLines = 12
const longText = 900

function isLong(text: string) {
  return text.length > longText || text.split('\n').length > longLines
}

interface Props {
  message: Pick<FromPerson, 'authors' | 'at' | 'text'> & Partial<Pick<FromPerson, 'went'>>
  /** It waits for its run, or is on its way to the server. */
  waits?: 'queued' | 'sending' | undefined
}

/** What a person said. */
export const PersonMessage = memo(({ message, waits }: Props) => {
  const { authors, text, went } = message
  const [open, setOpen] = useState(false)
  const long = isLong(text)
  const note =
    waits === 'sending'
      ? 'Sending…'
      : waits === 'queued'
        ? 'waiting'
        : went?.to === 'run'
          ? 'steered the run'
          : null
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
      {went?.to === 'session' && (
        <Link className={classes.forked} href={`/s/${went.sessionId}`}>
          <IconGitFork size={15} stroke={1.8} aria-hidden />
          Went on in a session of its own
        </Link>
      )}
    </MessageFrame>
  )
})
