import { lazy, Suspense } from 'react'
import { useStore } from '../../live/store.ts'
import { Avatar, AvatarStack } from '../../ui/avatar.tsx'
import { useSession } from '../session-context.tsx'
import classes from './people-here.module.css'

const UserMenu = lazy(() => import('../../ui/user-menu.tsx'))

/** Who has the session open now, each once; oneself last, with one's own menu. */
export const PeopleHere = () => {
  const { link, me } = useSession()
  const people = useStore(link.people)
  const others = people.map(({ person }) => person).filter(({ id }) => id !== me.id)
  return (
    <section className={classes.people} aria-label="People">
      <AvatarStack people={others} size={26} max={4} />
      <span className={classes.self}>
        <Suspense fallback={<Avatar name={me.name} color={me.color} size={26} decorative />}>
          <UserMenu me={me} />
        </Suspense>
      </span>
    </section>
  )
}
