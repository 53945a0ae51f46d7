import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { SessionState } from '../../../shared/record.ts'
import type { SessionCard as Card } from '../../../shared/views.ts'
import { AvatarStack } from '../../ui/avatar.tsx'
import { SessionPicture } from '../../ui/session-picture.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { pageCode } from '../pages.tsx'
import classes from './workspace.module.css'

type SessionCardProps = {
  session: Card
  mayRename: boolean
  mayDelete: boolean
  onRename: () => void
  onDelete: () => void
}

const icon = { size: 15, stroke: 1.8, 'aria-hidden': true } as const

const stateWords: Record<SessionState, string> = {
  creating: 'Starting',
  ready: 'Ready',
  busy: 'Building',
  asleep: 'Asleep',
  error: 'Needs a look',
}

/** A session at a glance: what it looks like, who is in it, what it does. The whole card leads there. */
export const SessionCard = ({ session, mayRename, mayDelete, ...ask }: SessionCardProps) => {
  const fetchCode = () => void pageCode.session().catch(() => undefined)
  return (
    <article className={classes.card} data-state={session.state}>
      <div className={classes.picture}>
        <SessionPicture seed={session.name} />
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
      {(mayRename || mayDelete) && (
        <Menu position="bottom-end" width={150}>
          <Menu.Target>
            <ActionIcon className={classes.more} aria-label={`More for ${session.name}`}>
              <IconDots size={16} stroke={1.8} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {mayRename && (
              <Menu.Item leftSection={<IconPencil {...icon} />} onClick={ask.onRename}>
                Rename
              </Menu.Item>
            )}
            {mayDelete && (
              <Menu.Item
                c="var(--bad)"
                leftSection={<IconTrash {...icon} />}
                onClick={ask.onDelete}
              >
                Delete
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </article>
  )
}
