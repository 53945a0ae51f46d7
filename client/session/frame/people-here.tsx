import { useStore } from '../../live/store.ts'
import { AvatarStack } from '../../ui/avatar.tsx'
import { useSession } from '../session-context.tsx'
import classes from './people-here.module.css'

/** Who has the session open now, each once, oneself first. */
export const PeopleHere = () => {
  const { link } = useSession()
  const people = useStore(link.people)
  return (
    <section className={classes.people} aria-label="People">
      <AvatarStack people={people.map(({ person }) => person)} size={26} max={5} />
    </section>
  )
}
