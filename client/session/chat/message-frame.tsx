import type { ReactNode } from 'react'
import { fullTime, shortTime } from '../time.ts'
import classes from './message.module.css'

interface Props {
  name: string
  avatar: ReactNode
  at: string
  note?: ReactNode
  /** Queued or being sent. */
  faint?: boolean
  children: ReactNode
}

export function MessageFrame({ name, avatar, at, note, faint = false, children }: Props) {
  return (
    <article
      className={classes.message}
      aria-label={`Message from ${name}`}
      data-faint={faint || undefined}
    >
      {avatar}
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
