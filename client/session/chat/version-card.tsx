import { ActionIcon, Button, Menu } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCheck,
  IconDots,
  IconGitFork,
  IconGitMerge,
  IconHistory,
  IconUserShare,
  IconVersions,
  IconX,
} from '@tabler/icons-react'
import type { MessageVersion } from '../../../shared/protocol/record-message.ts'
import type { RunOutcome } from '../../../shared/protocol/run-status.ts'
import { fileWords, versionWords } from '../../words/undo.ts'
import { useMay } from '../session-context.tsx'
import { Lines } from '../undo/changed-files.tsx'
import { useFork, useRestore, useTakeMine, useUndo } from '../undo/version-dialogs.tsx'
import classes from './version-card.module.css'

function KindIcon({ kind, redo }: Pick<MessageVersion, 'kind' | 'redo'>) {
  const look = { size: 15, stroke: 1.7, 'aria-hidden': true, className: classes.icon } as const
  if (kind === 'undo')
    return redo ? <IconArrowForwardUp {...look} /> : <IconArrowBackUp {...look} />
  if (kind === 'restore') return <IconHistory {...look} />
  if (kind === 'merge') return <IconGitMerge {...look} />
  return <IconVersions {...look} />
}

function kindWord({ kind, redo }: MessageVersion): string | null {
  switch (kind) {
    case 'undo':
      return redo ? 'Redo' : 'Undo'
    case 'restore':
      return 'Restore'
    case 'merge':
      return 'Merge'
    case 'import':
      return 'Import'
    case 'start':
    case 'run':
    case 'edit':
    case undefined:
      return null
  }
}

function outcomeWord(outcome: RunOutcome | undefined): string | null {
  switch (outcome) {
    case 'failed':
      return versionWords.failed
    case 'cancelled':
      return versionWords.stopped
    case 'timed_out':
      return versionWords.timedOut
    case 'done':
    case undefined:
      return null
  }
}

function Check({ ok, words, label }: { ok: boolean; words: string; label: string }) {
  const Icon = ok ? IconCheck : IconX
  return (
    <span className={classes.check} data-ok={ok} title={words}>
      <Icon size={13} stroke={2.2} role="img" aria-label={words} />
      <span aria-hidden>{label}</span>
    </span>
  )
}

function Facts({ version }: { version: MessageVersion }) {
  const { fileCount, added = 0, removed = 0, checks } = version
  const badges = [kindWord(version), outcomeWord(version.outcome)].filter((word) => word !== null)
  return (
    <>
      {badges.map((word) => (
        <span key={word} className={classes.badge}>
          {word}
        </span>
      ))}
      {fileCount !== undefined && fileCount > 0 && (
        <span className={classes.counts}>
          {fileWords.files(fileCount)}
          <Lines added={added} removed={removed} />
        </span>
      )}
      {checks?.types != null && (
        <Check ok={checks.types} words={versionWords.types(checks.types)} label="types" />
      )}
      {checks?.page != null && (
        <Check ok={checks.page} words={versionWords.page(checks.page)} label="page" />
      )}
    </>
  )
}

const item = { size: 15, stroke: 1.8, 'aria-hidden': true } as const

/** What a run left, with what can be done about it. */
export function VersionCard({ version, own }: { version: MessageVersion; own: boolean }) {
  const { id, number, undoneBy } = version
  const maySend = useMay('message.send')
  const mayFork = useMay('session.create')
  const undo = useUndo()
  const restore = useRestore()
  const fork = useFork()
  const takeMine = useTakeMine()
  const isUndo = version.kind === 'undo' && !version.redo
  const one = { versionId: id, number }
  return (
    <article
      className={classes.card}
      aria-label={`Version ${number}`}
      data-undone={undoneBy ? true : undefined}
    >
      <div className={classes.head}>
        <KindIcon kind={version.kind} redo={version.redo} />
        <b className={classes.number}>Version {number}</b>
        <Facts version={version} />
      </div>
      {(maySend || undoneBy) && (
        <div className={classes.ways}>
          {undoneBy ? (
            <span className={classes.undone}>{versionWords.undoneBy(undoneBy.number)}</span>
          ) : (
            maySend && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => undo.open({ versionIds: [id], redo: isUndo })}
              >
                {isUndo ? 'Redo' : 'Undo this'}
              </Button>
            )
          )}
          {maySend && (
            <Button size="compact-xs" variant="default" onClick={() => restore.open(one)}>
              Restore
            </Button>
          )}
          {maySend && mayFork && (
            <Menu position="bottom-end" width={250} returnFocus>
              <Menu.Target>
                <ActionIcon size="sm" aria-label={`More for version ${number}`}>
                  <IconDots size={14} stroke={1.8} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconGitFork {...item} />} onClick={() => fork.open(one)}>
                  Fork into a new session
                </Menu.Item>
                {own && version.kind === 'run' && !undoneBy && (
                  <Menu.Item
                    leftSection={<IconUserShare {...item} />}
                    onClick={() => takeMine.open(number)}
                  >
                    Move to a new session…
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          )}
        </div>
      )}
    </article>
  )
}
