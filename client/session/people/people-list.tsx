import { Button } from '@mantine/core'
import { type Present, whereabouts } from '../../live/people.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { useSession } from '../session-context.tsx'
import classes from './people-here.module.css'

interface Props {
  people: readonly Present[]
  followed: string | null
  onDone: () => void
}

export function PeopleList({ people, followed, onDone }: Props) {
  const { link, me } = useSession()
  const nameOf = (id: string | null) =>
    people.find(({ person }) => person.id === id)?.person.name ?? null
  return (
    <ul className={classes.list}>
      {people.map((present) => {
        const { person, idle } = present
        const own = person.id === me.id
        const follows = nameOf(present.following)
        return (
          <li key={person.id} className={classes.row} data-idle={idle || undefined}>
            <Avatar id={person.id} name={person.name} color={person.color} size={26} decorative />
            <span className={classes.who}>
              <b>{person.name}</b>
              {own && ' (you)'}
              <span className={classes.where}>
                {whereabouts(present)}
                {follows && ` · follows ${follows}`}
              </span>
            </span>
            {!own && (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={
                  followed === person.id ? `Stop following ${person.name}` : `Follow ${person.name}`
                }
                onClick={() => {
                  if (followed === person.id) link.follow.stop()
                  else link.follow.start(person.id)
                  onDone()
                }}
              >
                {followed === person.id ? 'Stop' : 'Follow'}
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
