import { ActionIcon, Button, Menu } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDots,
  IconGitFork,
  IconGitMerge,
  IconHistory,
  IconUserShare,
  IconVersions,
} from '@tabler/icons-react'
import type { MessageVersion } from '../../../shared/protocol/record-message.ts'
import { fileWords } from '../../words/undo.ts'
import { useOpenChanges } from '../changes/use-change-scope.ts'
import { useLook } from '../look/use-look.ts'
import { useMay } from '../session-context.tsx'
import { useFork, useRestore, useTakeMine, useUndo } from '../undo/version-dialogs.tsx'
import { LineCounts } from '../versions/line-counts.tsx'
import { VersionBadges } from '../versions/version-badges.tsx'
import classes from './version-card.module.css'

function KindIcon({ kind, redo }: Pick<MessageVersion, 'kind' | 'redo'>) {
  const look = { size: 15, stroke: 1.7, 'aria-hidden': true, className: classes.icon } as const
  if (kind === 'undo')
    return redo ? <IconArrowForwardUp {...look} /> : <IconArrowBackUp {...look} />
  if (kind === 'restore') return <IconHistory {...look} />
  if (kind === 'merge') return <IconGitMerge {...look} />
  return <IconVersions {...look} />
}

function Facts({ version }: { version: MessageVersion }) {
  const { kind = 'run', outcome = 'done', checks = null, undoneBy = null, redo = false } = version
  const { fileCount = 0, added = 0, removed = 0 } = version
  return (
    <>
      {fileCount > 0 && (
        <span className={classes.counts}>
          {fileWords.files(fileCount)}
          <LineCounts added={added} removed={removed} />
        </span>
      )}
      <VersionBadges version={{ kind, outcome, checks, undoneBy, redo }} />
    </>
  )
}

const item = { size: 15, stroke: 1.8, 'aria-hidden': true } as const

/** What a run left, with what can be done about it. */
export function VersionCard({ version, own }: { version: MessageVersion; own: boolean }) {
  const { id, number, undoneBy } = version
  const maySend = useMay('message.send')
  const mayFork = useMay('session.create')
  const look = useLook()
  const undo = useUndo()
  const restore = useRestore()
  const fork = useFork()
  const takeMine = useTakeMine()
  const openChanges = useOpenChanges()
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
      <div className={classes.ways}>
        <Button size="compact-xs" variant="default" onClick={() => look.open(id)}>
          Look
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => openChanges({ of: 'version', id })}
        >
          Compare
        </Button>
        {maySend && !undoneBy && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => undo.open({ versionIds: [id], redo: isUndo })}
          >
            {isUndo ? 'Redo' : 'Undo this'}
          </Button>
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
    </article>
  )
}
