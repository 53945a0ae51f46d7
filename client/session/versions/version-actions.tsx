import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { VersionView } from '../../../shared/protocol/version-view.ts'
import { useOpenChanges } from '../changes/use-change-scope.ts'
import { useLook } from '../look/use-look.ts'
import { downloadZip } from '../../ui/download-zip.ts'
import { useMay, useSession } from '../session-context.tsx'
import { useFork, useRestore, useUndo } from '../undo/version-dialogs.tsx'
import { usePhone } from '../use-phone.ts'
import classes from './version-actions.module.css'

export interface VersionAction {
  label: string
  /** The key that does it while the version is focused. */
  key: string
  run: () => void
}

/** What can be done with a version, in the order of the buttons. */
export function useVersionActions(): (version: VersionView) => VersionAction[] {
  const openChanges = useOpenChanges()
  const look = useLook()
  const { view } = useSession()
  const undo = useUndo()
  const restore = useRestore()
  const fork = useFork()
  const maySend = useMay('message.send')
  const mayFork = useMay('session.create') && maySend
  return ({ id, number, kind, redo, parentId, undoneBy }) => {
    const isUndo = kind === 'undo' && !redo
    const one = { versionId: id, number }
    const undoing = () => undo.open({ versionIds: [id], redo: isUndo })
    const started = parentId !== null
    return [
      { label: 'Look', key: 'l', run: () => look.open(id) },
      ...(started
        ? [{ label: 'Compare', key: 'c', run: () => openChanges({ of: 'version', id }) }]
        : []),
      ...(started && maySend && !undoneBy
        ? [{ label: isUndo ? 'Redo' : 'Undo this', key: 'u', run: undoing }]
        : []),
      ...(maySend ? [{ label: 'Restore', key: 'r', run: () => restore.open(one) }] : []),
      ...(mayFork ? [{ label: 'Fork', key: 'f', run: () => fork.open(one) }] : []),
      { label: 'Download ZIP', key: 'z', run: () => downloadZip(view.id, id) },
    ]
  }
}

/** On a phone the rest is in a menu. */
const buttonsOnPhone = 3

interface Props {
  version: VersionView
  actions: readonly VersionAction[]
  /** Reached by Tab. */
  active: boolean
}

export function VersionActions({ version, actions, active }: Props) {
  const phone = usePhone()
  const shown = phone ? actions.slice(0, buttonsOnPhone) : actions
  const rest = actions.slice(shown.length)
  const tabIndex = active ? 0 : -1
  return (
    <div className={classes.actions}>
      {shown.map(({ label, key, run }) => (
        <Button
          key={label}
          className={classes.action}
          size="compact-xs"
          variant="subtle"
          color="gray"
          title={`${label} (${key.toUpperCase()})`}
          tabIndex={tabIndex}
          onClick={run}
        >
          {label}
        </Button>
      ))}
      {rest.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              size={28}
              aria-label={`More for version ${version.number}`}
              tabIndex={tabIndex}
            >
              <IconDots size={17} stroke={1.7} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map(({ label, run }) => (
              <Menu.Item key={label} onClick={run}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  )
}
