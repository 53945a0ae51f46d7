import { UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import type { FileConflict } from '../../../shared/protocol/merge-view.ts'
import { conflictWords } from '../../words/undo.ts'
import { type Choice, type Choices, type Meeting, meetingsIn } from './choices.ts'
import { ConflictPart } from './conflict-part.tsx'
import classes from './conflicts.module.css'
import type { Sides } from './sides.ts'
import { WholeConflict } from './whole-conflict.tsx'

interface Props {
  conflict: FileConflict
  /** Of every file. */
  all: readonly Meeting[]
  current: string | undefined
  sides: Sides
  choices: Choices
  onCurrent: (id: string) => void
  onChoose: (meeting: Meeting, choice: Choice) => void
  onEdit: (meeting: Meeting) => void
}

const around = 3

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** What both sides agree on: only the lines beside a conflict, until more are wanted. */
function Same({ text, first, last }: { text: string; first: boolean; last: boolean }) {
  const [open, setOpen] = useState(false)
  const lines = linesOf(text)
  const head = first ? 0 : around
  const tail = last ? 0 : around
  if (open || lines.length <= head + tail + 1)
    return <pre className={classes.same}>{lines.join('\n')}</pre>
  return (
    <>
      {head > 0 && <pre className={classes.same}>{lines.slice(0, head).join('\n')}</pre>}
      <UnstyledButton className={classes.unchanged} onClick={() => setOpen(true)}>
        {conflictWords.unchanged(lines.length - head - tail)}
      </UnstyledButton>
      {tail > 0 && <pre className={classes.same}>{lines.slice(-tail).join('\n')}</pre>}
    </>
  )
}

function kindWords({ kind, ours }: FileConflict): string {
  switch (kind) {
    case 'text':
      return conflictWords.text
    case 'binary':
      return conflictWords.binary
    case 'large':
      return conflictWords.large
    case 'folder':
      return conflictWords.folder
    case 'deleted':
      return ours === null ? conflictWords.deletedNow : conflictWords.deletedThere
  }
}

export function FileConflicts(props: Props) {
  const { conflict, all, current, sides, choices, onCurrent, onChoose, onEdit } = props
  const own = meetingsIn(conflict)
  const frame = (meeting: Meeting) => ({
    meeting,
    label: conflictWords.place(all.findIndex(({ id }) => id === meeting.id) + 1, all.length),
    isCurrent: meeting.id === current,
    sides,
    choice: choices.get(meeting.id),
    onCurrent: () => onCurrent(meeting.id),
    onChoose: (choice: Choice) => onChoose(meeting, choice),
  })
  let next = 0
  return (
    <>
      <header className={classes.fileHead}>
        <h3 className={classes.fileName}>{conflict.path}</h3>
        <p className={classes.kind}>{kindWords(conflict)}</p>
      </header>
      {conflict.parts
        ? conflict.parts.map((part, index) => {
            if (part.is === 'same')
              return (
                <Same
                  key={`same ${index}`}
                  text={part.text}
                  first={index === 0}
                  last={index === (conflict.parts?.length ?? 0) - 1}
                />
              )
            const meeting = own[next++]
            return (
              meeting && (
                <ConflictPart
                  key={meeting.id}
                  {...frame(meeting)}
                  part={part}
                  onEdit={() => onEdit(meeting)}
                />
              )
            )
          })
        : own.map((meeting) => (
            <WholeConflict key={meeting.id} {...frame(meeting)} conflict={conflict} />
          ))}
    </>
  )
}
