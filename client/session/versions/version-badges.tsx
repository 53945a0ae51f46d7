import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import type { RunOutcome } from '../../../shared/protocol/run-status.ts'
import type { VersionKind, VersionView } from '../../../shared/protocol/version-view.ts'
import { versionsWords } from '../../words/versions.ts'
import classes from './version-badges.module.css'

const kindLabels: Record<VersionKind, string | null> = {
  start: 'Start',
  run: null,
  edit: 'Edit',
  restore: 'Restore',
  undo: 'Undo',
  merge: 'Merge',
  import: 'Import',
}

const outcomeLabels: Record<Exclude<RunOutcome, 'done'>, string> = {
  failed: 'Failed',
  cancelled: 'Stopped',
  timed_out: 'Timed out',
}

const icon = { size: 13, stroke: 1.9 } as const

function Checks({ types, page }: { types: boolean | null; page: boolean | null }) {
  const { checks } = versionsWords
  const failed = [types === false && checks.typesFailed, page === false && checks.pageFailed]
    .filter((words) => words !== false)
    .join(' ')
  if (failed !== '')
    return (
      <span className={classes.check} data-failed title={failed}>
        <IconAlertTriangle {...icon} role="img" aria-label={failed} />
      </span>
    )
  if (types === null && page === null) return null
  return (
    <span className={classes.check} title={checks.passed}>
      <IconCircleCheck {...icon} role="img" aria-label={checks.passed} />
    </span>
  )
}

type Shown = Pick<VersionView, 'kind' | 'outcome' | 'checks' | 'undoneBy' | 'redo'>

/** What a version is, how its run ended, and what its checks found. */
export function VersionBadges({ version }: { version: Shown }) {
  const { kind, outcome, checks, undoneBy, redo } = version
  const label = redo ? 'Redo' : kindLabels[kind]
  return (
    <>
      {checks && <Checks {...checks} />}
      {label && <span className={classes.badge}>{label}</span>}
      {outcome !== 'done' && (
        <span className={classes.badge} data-bad title={versionsWords.partial[outcome]}>
          {outcomeLabels[outcome]}
        </span>
      )}
      {undoneBy && (
        <span className={classes.badge} data-quiet>
          {versionsWords.undoneBy(undoneBy.number)}
        </span>
      )}
    </>
  )
}
