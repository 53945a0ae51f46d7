import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Choice, Meeting } from './choices.ts'
import classes from './conflicts.module.css'
import type { Sides } from './sides.ts'

export interface ConflictProps {
  meeting: Meeting
  label: string
  isCurrent: boolean
  sides: Sides
  choice: Choice | undefined
  onCurrent: () => void
  onChoose: (choice: Choice) => void
}

interface Props extends ConflictProps {
  /** Null: it can't be edited by hand, and one side is all there can be. */
  onEdit: (() => void) | null
  children: ReactNode
}

export function ConflictFrame(props: Props) {
  const { meeting, label, isCurrent, sides, choice, onCurrent, onChoose, onEdit, children } = props
  const taken = choice && 'take' in choice ? choice.take : null
  const edited = choice !== undefined && 'text' in choice
  const option = (words: string, on: boolean, onClick: () => void) => (
    <Button
      size="compact-xs"
      className={classes.option ?? ''}
      variant={on ? 'filled' : 'default'}
      aria-pressed={on}
      title={words}
      onClick={onClick}
    >
      {words}
    </Button>
  )
  return (
    <section
      className={classes.conflict}
      aria-label={label}
      data-meeting={meeting.id}
      data-current={isCurrent || undefined}
      tabIndex={-1}
      onFocus={onCurrent}
    >
      <header className={classes.conflictHead}>
        <span className={classes.place}>
          {choice && <IconCircleCheck size={15} stroke={1.8} className={classes.ok} aria-hidden />}
          {label}
        </span>
        <span className={classes.options} role="group" aria-label={`Choice for ${label}`}>
          {option(sides.ours.name, taken === 'ours', () => onChoose({ take: 'ours' }))}
          {option(sides.theirs.name, taken === 'theirs', () => onChoose({ take: 'theirs' }))}
          {onEdit && option('Both', taken === 'both', () => onChoose({ take: 'both' }))}
          {onEdit && option('Edit', edited, onEdit)}
        </span>
      </header>
      {children}
    </section>
  )
}

/** One side's content. `taken`: null while nothing is chosen. */
export function SideBox({
  name,
  taken,
  children,
}: {
  name: string
  taken: boolean | null
  children: ReactNode
}) {
  return (
    <div className={classes.side} data-taken={taken ?? undefined}>
      <span className={classes.sideName}>{name}</span>
      {children}
    </div>
  )
}
