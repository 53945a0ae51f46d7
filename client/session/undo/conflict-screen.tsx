import { Button, Modal, Progress, UnstyledButton } from '@mantine/core'
import { IconCircleCheck, IconFileCode } from '@tabler/icons-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { FileConflict } from '../../../shared/protocol/merge-view.ts'
import { conflictWords } from '../../words/undo.ts'
import {
  type Choice,
  type Choices,
  chosenText,
  countSolved,
  type Meeting,
  meetingsIn,
  meetingsOf,
} from './choices.ts'
import classes from './conflicts.module.css'
import { FileConflicts } from './file-conflicts.tsx'
import type { Sides } from './sides.ts'

interface Props {
  conflicts: readonly FileConflict[]
  sides: Sides
  choices: Choices
  onChoices: (choices: Choices) => void
  onBack: () => void
  onRepair: () => void
}

const takes: Readonly<Record<string, 'ours' | 'theirs' | 'both'>> = {
  1: 'ours',
  2: 'theirs',
  3: 'both',
}

function isTextField(target: EventTarget) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(input|textarea)$/i.test(target.tagName))
  )
}

/** The text that editing by hand begins with. */
function firstText(meeting: Meeting, choice: Choice | undefined): string {
  return meeting.part ? chosenText(meeting.part, choice ?? { take: 'both' }) : ''
}

function FileList(props: {
  conflicts: readonly FileConflict[]
  choices: Choices
  current: string | undefined
  onOpen: (path: string) => void
}) {
  return (
    <nav className={classes.nav} aria-label="Files with conflicts">
      {props.conflicts.map((conflict) => {
        const meetings = meetingsIn(conflict)
        const solved = countSolved(meetings, props.choices)
        const at = conflict.path.lastIndexOf('/') + 1
        return (
          <UnstyledButton
            key={conflict.path}
            className={classes.navItem}
            aria-current={conflict.path === props.current}
            title={conflict.path}
            onClick={() => props.onOpen(conflict.path)}
          >
            {solved === meetings.length ? (
              <IconCircleCheck size={16} stroke={1.8} className={classes.ok} aria-hidden />
            ) : (
              <IconFileCode size={16} stroke={1.8} aria-hidden />
            )}
            <span className={classes.navName}>
              {conflict.path.slice(at)}
              <span className={classes.navFolder}>{conflict.path.slice(0, at)}</span>
            </span>
            <span className={classes.navCount}>
              {solved}/{meetings.length}
            </span>
          </UnstyledButton>
        )
      })}
    </nav>
  )
}

/** Each place where two changes meet, with a choice for each. */
export function ConflictScreen({ conflicts, sides, choices, onChoices, onBack, onRepair }: Props) {
  const all = meetingsOf(conflicts)
  const solved = countSolved(all, choices)
  const [currentId, setCurrentId] = useState<string | null>(
    () => (all.find(({ id }) => !choices.has(id)) ?? all[0])?.id ?? null,
  )
  const at = Math.max(
    0,
    all.findIndex(({ id }) => id === currentId),
  )
  const current = all[at]
  const file = conflicts.find(({ path }) => path === current?.path)
  const main = useRef<HTMLDivElement>(null)

  const choose = (meeting: Meeting, choice: Choice) =>
    onChoices(new Map(choices).set(meeting.id, choice))
  const goTo = (meeting: Meeting | undefined) => {
    if (!meeting) return
    setCurrentId(meeting.id)
    // The file may have to be shown first.
    requestAnimationFrame(() =>
      main.current
        ?.querySelector<HTMLElement>(`[data-meeting="${CSS.escape(meeting.id)}"]`)
        ?.focus(),
    )
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTextField(event.target)) return
    const take = takes[event.key]
    if (event.key === 'n') goTo(all[at + 1])
    else if (event.key === 'p') goTo(all[at - 1])
    else if (event.key === 'e' && current?.part)
      choose(current, { text: firstText(current, choices.get(current.id)) })
    else if (take && current && (take !== 'both' || current.part)) choose(current, { take })
    else return
    event.preventDefault()
  }
  return (
    <Modal
      opened
      fullScreen
      onClose={onBack}
      title="Solve conflicts"
      classNames={{ content: classes.content ?? '', body: classes.body ?? '' }}
      onKeyDown={onKeyDown}
    >
      <div className={classes.screen}>
        <FileList
          conflicts={conflicts}
          choices={choices}
          current={file?.path}
          onOpen={(path) => goTo(all.find((meeting) => meeting.path === path))}
        />
        {/* Focusable, so that the keyboard can scroll it. */}
        <div className={classes.main} ref={main} tabIndex={0} role="region" aria-label="Conflicts">
          {file && (
            <FileConflicts
              key={`${file.path} ${file.key}`}
              conflict={file}
              all={all}
              current={current?.id}
              sides={sides}
              choices={choices}
              onCurrent={setCurrentId}
              onChoose={choose}
              onEdit={(meeting) =>
                choose(meeting, { text: firstText(meeting, choices.get(meeting.id)) })
              }
            />
          )}
        </div>
        <footer className={classes.foot}>
          <div className={classes.progress}>
            <span role="status">{conflictWords.progress(solved, all.length)}</span>
            <Progress
              className={classes.bar ?? ''}
              value={all.length === 0 ? 100 : (solved / all.length) * 100}
              size={4}
              aria-label="Solved"
            />
            <span className={classes.keys}>{conflictWords.keys}</span>
          </div>
          <div className={classes.footButtons}>
            <Button variant="subtle" color="gray" onClick={onBack}>
              Back
            </Button>
            <Button variant="default" onClick={onRepair}>
              Let the agent repair
            </Button>
            <Button disabled={solved < all.length} onClick={onBack}>
              Continue
            </Button>
          </div>
        </footer>
      </div>
    </Modal>
  )
}
