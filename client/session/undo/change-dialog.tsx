import { Button, Modal, Skeleton } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconClock, IconGitMerge } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { Id } from '../../../shared/ids.ts'
import type { Dependent, DryRun, DryRunCheck } from '../../../shared/protocol/merge-view.ts'
import type { VersionFile } from '../../../shared/protocol/version-view.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { fileWords, undoWords } from '../../words/undo.ts'
import { ChangedFiles } from './changed-files.tsx'
import { type Choices, countSolved, meetingsOf } from './choices.ts'
import { ConflictScreen } from './conflict-screen.tsx'
import type { Sides } from './sides.ts'
import { Dependents } from './dependents.tsx'
import classes from './undo.module.css'

export interface Loaded<T> {
  data: T | undefined
  error: unknown
  isFetching: boolean
  refetch: () => unknown
}

interface Props {
  title: string
  /** The button's verb. */
  verb: 'Undo' | 'Redo' | 'Merge'
  lead: ReactNode
  sides: Sides
  /** Without what is decided, so that it has every conflict. */
  dryRun: Loaded<DryRun>
  /** What changes, with what is decided. */
  files: readonly VersionFile[]
  /** Null where nothing checks the result. */
  check: Loaded<DryRunCheck> | null
  dependents: readonly Dependent[]
  ticked: ReadonlySet<Id>
  onTick: (id: Id, on: boolean) => void
  choices: Choices
  onChoices: (choices: Choices) => void
  onStart: (repair: boolean) => void
  starting: boolean
  error: unknown
  onClose: () => void
}

const line = { size: 16, stroke: 1.8, 'aria-hidden': true } as const

function CheckLine({ check }: { check: Loaded<DryRunCheck> }) {
  const { data, error } = check
  if (error)
    return (
      <p className={classes.line} role="status">
        <IconAlertTriangle {...line} />
        {undoWords.notChecked}
      </p>
    )
  if (!data)
    return (
      <p className={classes.line} role="status">
        <span className={classes.spin} aria-hidden />
        {undoWords.checking}
      </p>
    )
  if (data.ok === null)
    return (
      <p className={classes.line} role="status">
        <IconAlertTriangle {...line} />
        {undoWords.notChecked} {data.note}
      </p>
    )
  if (data.ok)
    return (
      <p className={classes.line} role="status">
        <IconCircleCheck {...line} className={classes.ok} />
        {undoWords.checkOk}
      </p>
    )
  return (
    <div className={classes.against} role="status">
      <p className={classes.line}>
        <IconAlertTriangle {...line} className={classes.bad} />
        {undoWords.checkFailed}
      </p>
      {/* Focusable, so that the keyboard can scroll it. */}
      <ul className={classes.problems} tabIndex={0} aria-label="Problems">
        {data.problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </div>
  )
}

function ConflictLine({
  all,
  solved,
  onOpen,
}: {
  all: number
  solved: number
  onOpen: () => void
}) {
  const done = solved === all
  return (
    <div className={classes.against}>
      <div className={classes.line}>
        {done ? (
          <IconCircleCheck {...line} className={classes.ok} />
        ) : (
          <IconGitMerge {...line} className={classes.bad} />
        )}
        <span className={classes.grow}>
          {done ? (
            undoWords.solved(all)
          ) : (
            <>
              <b>{fileWords.conflicts(all)}.</b> {undoWords.conflictsText}
            </>
          )}
        </span>
        <Button size="xs" variant={done ? 'default' : 'filled'} onClick={onOpen}>
          {done ? 'Look again' : 'Solve conflicts'}
        </Button>
      </div>
    </div>
  )
}

function Plan(props: Props & { data: DryRun; onSolve: () => void }) {
  const { data, files, check, choices, onSolve, dependents, ticked, onTick } = props
  const meetings = meetingsOf(data.conflicts)
  const solved = countSolved(meetings, choices)
  const empty = files.length === 0 && meetings.length === 0
  if (empty && ticked.size === 0) return <p className={classes.line}>{undoWords.nothing}</p>
  return (
    <>
      {files.length > 0 && <ChangedFiles files={files} />}
      {meetings.length > 0 && (
        <ConflictLine all={meetings.length} solved={solved} onOpen={onSolve} />
      )}
      {dependents.length > 0 && (
        <Dependents dependents={dependents} ticked={ticked} onTick={onTick} />
      )}
      {check &&
        (solved < meetings.length ? (
          <p className={classes.line}>
            <IconClock {...line} />
            {undoWords.checkedLater}
          </p>
        ) : (
          <CheckLine check={check} />
        ))}
      {data.waits && (
        <p className={classes.line}>
          <IconClock {...line} />
          {undoWords.waits}
        </p>
      )}
    </>
  )
}

/** What an undo or a merge would do, what stands against it, and the ways to go on. */
export function ChangeDialog(props: Props) {
  const { title, verb, lead, dryRun, files, check, choices, onChoices, dependents, ticked } = props
  const { onStart, starting, error, onClose } = props
  const [solving, setSolving] = useState(false)
  const { data } = dryRun
  const meetings = meetingsOf(data?.conflicts ?? [])
  const open = meetings.length - countSolved(meetings, choices)
  const isFresh = data !== undefined && !dryRun.isFetching
  const empty = files.length === 0 && meetings.length === 0
  const against =
    open > 0 || dependents.some(({ id }) => !ticked.has(id)) || check?.data?.ok === false
  if (solving && data)
    return (
      <ConflictScreen
        conflicts={data.conflicts}
        sides={props.sides}
        choices={choices}
        onChoices={onChoices}
        onBack={() => setSolving(false)}
        onRepair={() => {
          setSolving(false)
          onStart(true)
        }}
      />
    )
  const go = (
    <Button
      disabled={!isFresh || empty || open > 0}
      title={open > 0 ? undoWords.solveFirst : undefined}
      loading={starting}
      onClick={() => onStart(false)}
    >
      {against ? `${verb} anyway` : verb}
    </Button>
  )
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <div className={classes.dialog}>
        <div className={classes.lead}>{lead}</div>
        {dryRun.error !== null && !data && (
          <ErrorNote
            title={undoWords.failed}
            error={dryRun.error}
            onRetry={() => dryRun.refetch()}
            retrying={dryRun.isFetching}
          />
        )}
        {!data && dryRun.error === null && <Skeleton height={150} radius={10} />}
        {data && <Plan {...props} data={data} onSolve={() => setSolving(true)} />}
        {error !== null && <ErrorNote title={undoWords.startFailed(verb)} error={error} />}
        <div className={classes.buttons}>
          {against && (
            <>
              <Button variant="subtle" color="gray" onClick={onClose}>
                Cancel
              </Button>
              <Button
                variant="default"
                disabled={!isFresh || starting}
                onClick={() => onStart(true)}
              >
                Let the agent repair
              </Button>
            </>
          )}
          {go}
        </div>
      </div>
    </Modal>
  )
}
