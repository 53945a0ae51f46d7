import { IconArrowBackUp, IconGitMerge, IconHistory } from '@tabler/icons-react'
import { namesOf } from '../../../shared/names.ts'
import type { Person } from '../../../shared/protocol/person.ts'
import type { RunActionKind } from '../../../shared/protocol/run-action.ts'
import { fullTime, shortTime } from '../time.ts'
import classes from './message.module.css'

const icons = { undo: IconArrowBackUp, restore: IconHistory, merge: IconGitMerge } as const

export function VersionActionIcon({ action }: { action: RunActionKind }) {
  const Icon = icons[action]
  return <Icon size={16} stroke={1.8} aria-hidden style={{ flex: 'none' }} />
}

interface Props {
  action: RunActionKind
  message: { authors: readonly Person[]; at: string; text: string }
  note: string | null
  faint: boolean
}

/** A person's undo, restore or merge: not something they wrote. */
export function ActionLine({ action, message, note, faint }: Props) {
  const { authors, at, text } = message
  const name = namesOf(authors)
  return (
    <article
      className={classes.action}
      aria-label={`Message from ${name}`}
      data-faint={faint || undefined}
    >
      <span className={classes.actionIcon}>
        <VersionActionIcon action={action} />
      </span>
      <span className={classes.actionWords} title={text}>
        <b>{name}</b> · {text}
      </span>
      <time className={classes.time} dateTime={at} title={fullTime(at)}>
        {shortTime(at)}
      </time>
      {note && <span className={classes.time}>{note}</span>}
    </article>
  )
}
