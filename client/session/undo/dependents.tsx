import { Checkbox } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Id } from '../../../shared/ids.ts'
import { namesOf } from '../../../shared/names.ts'
import type { Dependent } from '../../../shared/protocol/merge-view.ts'
import { undoWords } from '../../words/undo.ts'
import { AuthorAvatars } from '../chat/author-avatars.tsx'
import classes from './undo.module.css'

interface Props {
  dependents: readonly Dependent[]
  ticked: ReadonlySet<Id>
  onTick: (id: Id, on: boolean) => void
}

export function Dependents({ dependents, ticked, onTick }: Props) {
  return (
    <div className={classes.against} role="group" aria-label="Later versions that build on it">
      <p className={classes.line}>
        <IconAlertTriangle size={16} stroke={1.8} className={classes.bad} aria-hidden />
        <span>
          <b>{undoWords.dependents(dependents.length)}.</b> {undoWords.dependentsText}
        </span>
      </p>
      <ul className={classes.dependents}>
        {dependents.map((dependent) => (
          <li key={dependent.id}>
            <Checkbox
              size="xs"
              radius="xs"
              checked={ticked.has(dependent.id)}
              onChange={(event) => onTick(dependent.id, event.currentTarget.checked)}
              label={
                <span className={classes.dependent}>
                  <span className={classes.who}>
                    <AuthorAvatars authors={dependent.authors} size={18} />
                    <span>
                      {namesOf(dependent.authors)} · version {dependent.number}
                    </span>
                  </span>
                  <span className={classes.asked}>{dependent.title}</span>
                  <span className={classes.quiet}>{undoWords.uses(dependent.uses)}</span>
                </span>
              }
            />
          </li>
        ))}
      </ul>
    </div>
  )
}
