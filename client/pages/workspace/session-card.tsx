import { useState } from 'react'
import { Link } from 'wouter'
import type { SessionState } from '../../../shared/protocol/session-state.ts'
import type { SessionCard as Card } from '../../../shared/protocol/session-view.ts'
import { AvatarStack } from '../../ui/avatar.tsx'
import { SessionPicture } from '../../ui/session-picture.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { pageCode } from '../pages.tsx'
import { MoreButton } from './more-button.tsx'
import classes from './workspace.module.css'

/** What this person may do to a session; null where they may not. */
export type CardActions = { rename: (() => void) | null; delete: (() => void) | null }

const stateWords: Record<SessionState, string> = {
  creating: 'Starting',
  ready: 'Ready',
  busy: 'Building',
  asleep: 'Asleep',
  error: 'Needs a look',
}

/** What its preview looks like; a sketch until it has been pictured, and where the picture can't be had. */
function Picture({ session }: { session: Card }) {
  const [failed, setFailed] = useState(false)
  if (session.picture === null || failed) return <SessionPicture seed={session.name} />
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

/** A session at a glance: what it looks like, who is in it, what it does. The whole card leads there. */
export function SessionCard({ session, actions }: { session: Card; actions: CardActions }) {
  const fetchCode = () => void pageCode.session().catch(() => undefined)
  return (
    <article className={classes.card} data-state={session.state}>
      <div className={classes.picture}>
        <Picture session={session} />
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
            onPointerEnter={fetchCode}
            onFocus={fetchCode}
          >
            {session.name}
          </Link>
        </h2>
        <p className={classes.last}>{session.lastLine ?? 'Nothing said yet'}</p>
        <div className={classes.foot}>
          <span className={classes.state} data-state={session.state}>
            {stateWords[session.state]}
          </span>
          <TimeAgo at={session.changedAt} />
        </div>
      </div>
      {(actions.rename || actions.delete) && <MoreButton name={session.name} actions={actions} />}
    </article>
  )
}
