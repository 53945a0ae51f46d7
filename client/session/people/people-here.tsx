import { Popover, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { useStore } from '../../live/store.ts'
import { type Present, whereabouts } from '../../live/people.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { UserButton } from '../../ui/user-button.tsx'
import { useSession } from '../session-context.tsx'
import classes from './people-here.module.css'
import { PeopleList } from './people-list.tsx'

const mostShown = 4

function FollowButton({ present, followed }: { present: Present; followed: boolean }) {
  const { link } = useSession()
  const { person, idle } = present
  const words = `${person.name} · ${whereabouts(present)}`
  return (
    <UnstyledButton
      className={classes.avatar}
      data-idle={idle || undefined}
      aria-label={`Follow ${words}`}
      aria-pressed={followed}
      title={followed ? `Following ${words}` : words}
      onClick={() => (followed ? link.follow.stop() : link.follow.start(person.id))}
    >
      <Avatar
        id={person.id}
        name={person.name}
        color={person.color}
        size={26}
        live={followed}
        decorative
      />
      {present.typing && <span className={classes.typing} />}
    </UnstyledButton>
  )
}

export function PeopleHere() {
  const { link, me } = useSession()
  const [open, setOpen] = useState(false)
  const people = useStore(link.people)
  const following = useStore(link.follow.state)
  const others = people.filter(({ person }) => person.id !== me.id)
  const shown = others.length > mostShown ? others.slice(0, mostShown - 1) : others
  const rest = others.length - shown.length
  const followed = following.is === 'following' ? following.person.id : null
  return (
    <section className={classes.people} aria-label="People" data-people>
      <span className={classes.avatars}>
        {shown.map((present) => (
          <FollowButton
            key={present.person.id}
            present={present}
            followed={present.person.id === followed}
          />
        ))}
      </span>
      {others.length > 0 && (
        <Popover
          opened={open}
          onChange={setOpen}
          position="bottom-end"
          width={300}
          offset={8}
          withinPortal={false}
          trapFocus
          returnFocus
        >
          <Popover.Target>
            <UnstyledButton
              className={classes.count}
              aria-label={`${others.length + 1} people here`}
              title="Who is here, and where"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              {rest > 0 ? `+${rest}` : others.length + 1}
            </UnstyledButton>
          </Popover.Target>
          <Popover.Dropdown className={classes.dropdown} aria-label="People here">
            <PeopleList people={people} followed={followed} onDone={() => setOpen(false)} />
          </Popover.Dropdown>
        </Popover>
      )}
      <UserButton me={me} />
    </section>
  )
}
