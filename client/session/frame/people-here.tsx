import { useStore } from '../../live/store.ts'
import { AvatarStack } from '../../ui/avatar.tsx'
import { UserButton } from '../../ui/user-button.tsx'
import { useSession } from '../session-context.tsx'
import classes from './people-here.module.css'

/** Who has the session open now, each once; oneself last, with one's own menu. */
export const PeopleHere = () => {
  const { link, me } = useSession()
  const people = useStore(link.people)
  const others = people.map(({ person }) => person).filter(({ id }) => id !== me.id)
  return (
    <section className={classes.people} aria-label="People">
      <AvatarStack people={others} size={26} max={4} />
      <UserButton me={me} />
    </section>
  )
}
