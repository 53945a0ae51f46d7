import { Button } from '@mantine/core'
import { type CSSProperties, useEffect } from 'react'
import type { SessionLink } from '../../live/session-link.ts'
import { useStore } from '../../live/store.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { useSession } from '../session-context.tsx'
import classes from './follow-frame.module.css'

const noticeMs = 5_000

const idleKeys: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock'])

function isAboutFollowing(target: EventTarget | null) {
  return target instanceof Element && target.closest('[data-people], [data-follow]') !== null
}

/** Any action of the user ends following; moving the pointer does not. */
function useEndByAction(link: SessionLink, active: boolean) {
  useEffect(() => {
    if (!active) return
    const act = (event: Event) => {
      if (!event.isTrusted || isAboutFollowing(event.target)) return
      if (event instanceof KeyboardEvent && idleKeys.has(event.key)) return
      link.follow.act()
    }
    const escape = (event: KeyboardEvent) => {
      if (event.key === 'Escape') link.follow.act()
    }
    const actions = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const
    const options = { capture: true, passive: true }
    for (const action of actions) window.addEventListener(action, act, options)
    window.addEventListener('keydown', escape, options)
    return () => {
      for (const action of actions) window.removeEventListener(action, act, options)
      window.removeEventListener('keydown', escape, options)
    }
  }, [link, active])
}

export function FollowFrame() {
  const { link } = useSession()
  const state = useStore(link.follow.state)
  useEndByAction(link, state.is === 'following')
  useEffect(() => {
    if (state.is !== 'ended') return
    const timer = setTimeout(() => link.follow.stop(), noticeMs)
    return () => clearTimeout(timer)
  }, [link, state])
  const person = state.is === 'following' ? state.person : null
  const lead = state.is === 'following' && state.lead.id !== state.person.id ? state.lead : null
  return (
    <>
      {person && (
        <div
          className={classes.frame}
          style={{ '--color': person.color } as CSSProperties}
          aria-hidden
        />
      )}
      <div className={classes.place} role="status" aria-label="Following" data-follow>
        {person && (
          <div className={classes.line} style={{ '--color': person.color } as CSSProperties}>
            <Avatar id={person.id} name={person.name} color={person.color} size={18} decorative />
            <span>
              Following <b>{person.name}</b>
              {lead && `, who follows ${lead.name}`}
            </span>
            <Button size="compact-xs" variant="subtle" onClick={() => link.follow.stop()}>
              Stop following
            </Button>
          </div>
        )}
        {state.is === 'ended' && <div className={classes.line}>{state.words}</div>}
      </div>
    </>
  )
}
