import { Skeleton } from '@mantine/core'
import { Suspense, lazy } from 'react'
import { conflictWords } from '../../words/undo.ts'
import type { TextConflict } from './choices.ts'
import { ConflictFrame, type ConflictProps, SideBox } from './conflict-frame.tsx'
import classes from './conflicts.module.css'

const PartEditor = lazy(() => import('./part-editor.tsx'))

function Code({ text }: { text: string }) {
  if (text === '') return <p className={classes.nothing}>{conflictWords.nothingHere}</p>
  return (
    <pre className={classes.code} tabIndex={0}>
      {text.replace(/\n$/, '')}
    </pre>
  )
}

/** A stretch of a text file. */
export function ConflictPart(props: ConflictProps & { part: TextConflict; onEdit: () => void }) {
  const { part, choice, sides, label, onChoose, onEdit } = props
  const edited = choice !== undefined && 'text' in choice
  const takes = (side: 'ours' | 'theirs') =>
    choice === undefined
      ? null
      : 'take' in choice && (choice.take === side || choice.take === 'both')
  return (
    <ConflictFrame {...props} onEdit={onEdit}>
      <div className={classes.sides}>
        <SideBox name={sides.ours.name} taken={takes('ours')}>
          <Code text={part.ours} />
        </SideBox>
        <SideBox name={sides.theirs.name} taken={takes('theirs')}>
          <Code text={part.theirs} />
        </SideBox>
      </div>
      {edited && (
        <div className={classes.edit}>
          <Suspense fallback={<Skeleton height={80} radius={8} />}>
            <PartEditor
              label={`Text of ${label}`}
              text={choice.text}
              onText={(text) => onChoose({ text })}
            />
          </Suspense>
        </div>
      )}
    </ConflictFrame>
  )
}
