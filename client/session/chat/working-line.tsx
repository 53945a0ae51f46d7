import { namesOf } from '../../../shared/names.ts'
import { useSelected } from '../../live/store.ts'
import { chatWords } from '../../words/session.ts'
import { useSession } from '../session-context.tsx'
import classes from './working-line.module.css'

export function WorkingLine() {
  const { link, me } = useSession()
  const running = useSelected(link.record, ({ meta }) => meta?.running ?? null)
  const typing = useSelected(link.people, (people) =>
    people
      .filter(({ person, typing }) => typing && person.id !== me.id)
      .map(({ person }) => person.name)
      .join('\n'),
  )
  if (!running && !typing) return null
  return (
    <div className={classes.line}>
      {running && (
        <>
          <span className={classes.spin} aria-hidden />
          <span className={classes.words}>
            <b>{running.stopping ? 'Stopping' : 'Working'}</b>{' '}
            {chatWords.workingOn(namesOf(running.authors))}
          </span>
          {!running.stopping && <span className={classes.keys}>Esc stops</span>}
        </>
      )}
      {!running && typing && (
        <span className={classes.words}>{chatWords.typing(typing.split('\n'))}</span>
      )}
    </div>
  )
}
