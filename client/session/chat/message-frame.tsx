import type { ReactNode } from 'react'
import { fullTime, shortTime } from '../time.ts'
import classes from './message.module.css'

interface Props {
  /** Who says it. */
  name: string
  face: ReactNode
  at: string
  /** What else the first line says. */
  note?: ReactNode
  /** The message is not (yet) part of what everybody sees as said. */
  faint?: boolean
  children: ReactNode
}

/** A message in the chat: who, when, what. */
export function MessageFrame({ name, face, at, note, faint = false, children }: Props) {
  return (
    <article
      className={classes.message}
      aria-label={`Message from ${name}`}
      data-faint={faint || undefined}
    >
      {face}
      <div className={classes.body}>
        <header className={classes.who}>
          <span className={classes.name}>{name}</span>
          <time className={classes.time} dateTime={at} title={fullTime(at)}>
            {shortTime(at)}
          </time>
          {note && <span className={classes.time}>{note}</span>}
        </header>
        {children}
      </div>
    </article>
  )
}
