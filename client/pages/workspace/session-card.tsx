import { useState } from 'react'
import { Link } from 'wouter'
import type { SessionState } from '../../../shared/protocol/session-state.ts'
import type { SessionCard as Card } from '../../../shared/protocol/session-view.ts'
import { AvatarStack } from '../../ui/avatar.tsx'
import { SessionSketch } from '../../ui/session-sketch.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { preloadSession } from '../session-code.ts'
import { MoreButton } from './more-button.tsx'
import classes from './workspace.module.css'

/** Null if not allowed. */
export type CardActions = {
  rename: (() => void) | null
  download: () => void
  delete: (() => void) | null
}

const stateWords: Record<SessionState, string> = {
  creating: 'Starting',
  ready: 'Ready',
  busy: 'Building',
  asleep: 'Asleep',
  error: 'Failed',
}

function Thumbnail({ session }: { session: Card }) {
  const [failed, setFailed] = useState(false)
  if (session.picture === null || failed) return <SessionSketch seed={session.name} />
  return (
    <img
      className={classes.photo}
      src={`/pictures/${session.id}?v=${session.picture}`}
      alt=""
      loading="lazy"
      decoding="async"
      onError={() => setFailed(true)}
    />
  )
}

export function SessionCard({ session, actions }: { session: Card; actions: CardActions }) {
  return (
    <article className={classes.card} data-state={session.state}>
      <div className={classes.picture}>
        <Thumbnail session={session} />
        {session.here.length > 0 && (
          <span className={classes.here}>
            <AvatarStack people={session.here} size={24} />
          </span>
        )}
      </div>
      <div className={classes.body}>
        <h2 className={classes.name}>
          <Link
            href={`/s/${session.id}`}
            className={classes.link}
            onPointerEnter={preloadSession}
            onFocus={preloadSession}
          >
            {session.name}
          </Link>
        </h2>
        <p className={classes.last}>{session.lastLine ?? 'No messages yet'}</p>
        <div className={classes.foot}>
          <span className={classes.state} data-state={session.state}>
            {stateWords[session.state]}
          </span>
          <TimeAgo at={session.changedAt} />
        </div>
      </div>
      <MoreButton name={session.name} actions={actions} />
    </article>
  )
}
