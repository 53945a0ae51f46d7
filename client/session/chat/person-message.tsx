import { UnstyledButton } from '@mantine/core'
import { IconGitFork } from '@tabler/icons-react'
import { memo, useState } from 'react'
import { Link } from 'wouter'
import type { RecordMessage } from '../../../shared/protocol/record-message.ts'
import { namesOf } from '../../../shared/names.ts'
import { chatWords } from '../../words/session.ts'
import { ActionLine } from './action-line.tsx'
import { AuthorAvatars } from './author-avatars.tsx'
import classes from './message.module.css'
import { MessageFrame } from './message-frame.tsx'

export type FromPerson = Extract<RecordMessage, { from: 'person' }>

const longLines = 12
const longText = 900

function isLong(text: string) {
  return text.length > longText || text.split('\n').length > longLines
}

interface Props {
  message: Pick<FromPerson, 'authors' | 'at' | 'text'> &
    Partial<Pick<FromPerson, 'went' | 'action'>>
  waits?: 'queued' | 'sending' | undefined
}

export const PersonMessage = memo(({ message, waits }: Props) => {
  const { authors, text, went, action } = message
  const [open, setOpen] = useState(false)
  const long = isLong(text)
  const note =
    waits === 'sending'
      ? 'Sending…'
      : waits === 'queued'
        ? 'waiting'
        : went?.to === 'run'
          ? chatWords.sentDuringRun
          : null
  if (action)
    return <ActionLine action={action} message={message} note={note} faint={waits !== undefined} />
  return (
    <MessageFrame
      name={namesOf(authors)}
      avatar={<AuthorAvatars authors={authors} />}
      at={message.at}
      note={note}
      faint={waits !== undefined}
    >
      <p className={`${classes.text} ${long && !open ? classes.long : ''}`}>{text}</p>
      {long && (
        <UnstyledButton
          className={classes.more}
          onClick={() => setOpen(!open)}
          aria-expanded={open}
        >
          {open ? 'Show less' : 'Show more'}
        </UnstyledButton>
      )}
      {went?.to === 'session' && (
        <Link className={classes.forked} href={`/s/${went.sessionId}`}>
          <IconGitFork size={15} stroke={1.8} aria-hidden />
          {chatWords.forked}
        </Link>
      )}
    </MessageFrame>
  )
})
