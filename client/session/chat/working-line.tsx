import { namesOf } from '../../../shared/names.ts'
import { useSelected } from '../../live/store.ts'
import { useSession } from '../session-context.tsx'
import classes from './working-line.module.css'

/** Who else is typing in the draft, in words; null where nobody is. */
function typingWords(names: readonly string[]): string | null {
  const [first, second] = names
  if (!first) return null
  if (!second) return `${first} is typing`
  return names.length === 2 ? `${first} and ${second} are typing` : `${first} and others are typing`
}

/** One quiet line above the composer: whom the agent works for, and who is typing. */
export function WorkingLine() {
  const { link, me } = useSession()
  const running = useSelected(link.record, ({ meta }) => meta?.running ?? null)
  const typing = useSelected(link.people, (people) =>
    typingWords(
      people
        .filter(({ person, typing }) => typing && person.id !== me.id)
        .map(({ person }) => person.name),
    ),
  )
  if (!running && !typing) return null
  return (
    <div className={classes.line}>
      {running && (
        <>
          <span className={classes.spin} aria-hidden />
          <span className={classes.words}>
            <b>{running.stopping ? 'Stopping' : 'Working'}</b> for {namesOf(running.authors)}
          </span>
          {!running.stopping && <span className={classes.keys}>Esc stops</span>}
        </>
      )}
      {!running && typing && <span className={classes.words}>{typing}…</span>}
    </div>
  )
}
