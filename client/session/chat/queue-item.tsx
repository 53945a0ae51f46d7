import { ActionIcon, Button, Menu, UnstyledButton } from '@mantine/core'
import {
  IconArrowsSplit2,
  IconDots,
  IconGitFork,
  IconGripVertical,
  IconPencil,
  IconPlayerTrackNext,
  IconSteeringWheel,
  IconX,
} from '@tabler/icons-react'
import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { newId } from '../../../shared/ids.ts'
import { truncate } from '../../../shared/truncate.ts'
import type { Clash } from '../../../shared/protocol/clash.ts'
import type { QueuedRun } from '../../../shared/protocol/queued-run.ts'
import { trpc } from '../../api.ts'
import { errorText } from '../../ui/error-text.ts'
import { queueWords } from '../../words/session.ts'
import { useMay, useSession } from '../session-context.tsx'
import { VersionActionIcon } from './action-line.tsx'
import { AuthorAvatars } from './author-avatars.tsx'
import { clashWords } from './clash-words.ts'
import { EditText } from './edit-text.tsx'
import classes from './queue.module.css'

interface Props {
  run: QueuedRun
  place: number
  dragged: boolean
  running: boolean
  onGrip: (event: PointerEvent<HTMLElement>) => void
  onMove: (to: number) => void
  onCancel: () => void
}

function ConflictLine({ run, clash }: { run: QueuedRun; clash: Clash }) {
  const { view } = useSession()
  const may = useMay('queue.change')
  const mayFork = useMay('session.create')
  const settle = trpc.runs.settle.useMutation()
  const pair = { sessionId: view.id, runId: run.runId, withId: clash.runId }
  return (
    <div
      className={classes.clash}
      role="group"
      aria-label={`Conflict for “${truncate(run.text, 60)}”`}
    >
      <span className={classes.clashWords}>
        <IconArrowsSplit2 size={14} stroke={1.8} aria-hidden />
        {clashWords(clash)}
      </span>
      {may && (
        <span className={classes.choices}>
          <Button
            size="compact-xs"
            variant="default"
            disabled={settle.isPending}
            title={clash.running ? queueWords.mergeRunning : queueWords.merge}
            onClick={() => settle.mutate({ ...pair, choice: 'merge' })}
          >
            Merge
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={settle.isPending}
            title={queueWords.otherFirst}
            onClick={() => settle.mutate({ ...pair, choice: 'order', first: clash.runId })}
          >
            Run after
          </Button>
          {!clash.running && (
            <Button
              size="compact-xs"
              variant="default"
              disabled={settle.isPending}
              title={queueWords.thisFirst}
              onClick={() => settle.mutate({ ...pair, choice: 'order', first: run.runId })}
            >
              Run before
            </Button>
          )}
          {mayFork && (
            <Button
              size="compact-xs"
              variant="default"
              disabled={settle.isPending}
              title={queueWords.fork}
              onClick={() => settle.mutate({ ...pair, choice: 'fork', forkId: newId() })}
            >
              Fork
            </Button>
          )}
        </span>
      )}
      {settle.isError && (
        <p className={classes.failed} role="alert">
          {errorText(settle.error).message}
        </p>
      )}
    </div>
  )
}

export function QueueItem({ run, place, dragged, running, onGrip, onMove, onCancel }: Props) {
  const { view, me } = useSession()
  const movable = useMay('queue.change')
  const any = useMay('queue.others')
  const mayFork = useMay('session.create')
  const [editing, setEditing] = useState(false)
  const [, goTo] = useLocation()
  const edit = trpc.runs.edit.useMutation({ onSuccess: () => setEditing(false) })
  const deliver = trpc.runs.deliver.useMutation()
  const own = movable && (any || run.authors.some((author) => author.id === me.id))
  const at = { sessionId: view.id, runId: run.runId }
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (step === 0) return
    event.preventDefault()
    onMove(place + step)
  }
  const fork = async () => {
    const forkId = newId()
    await deliver.mutateAsync({ ...at, delivery: 'fork', forkId }).then(
      () => goTo(`/s/${forkId}`),
      () => undefined,
    )
  }
  const failed = edit.error ?? deliver.error
  return (
    <li className={classes.item} data-dragged={dragged || undefined}>
      <div className={classes.line}>
        {movable ? (
          <UnstyledButton
            className={classes.grip}
            aria-label={`Move “${truncate(run.text, 60)}”, place ${place + 1}; arrow up and down`}
            onPointerDown={onGrip}
            onKeyDown={onKey}
          >
            <IconGripVertical size={14} stroke={1.8} aria-hidden />
          </UnstyledButton>
        ) : (
          <span className={classes.grip} />
        )}
        <span
          role="img"
          aria-label={`From ${run.authors.map((author) => author.name).join(' and ')}`}
          title={run.authors.map((author) => author.name).join(' and ')}
        >
          <AuthorAvatars authors={run.authors} size={18} />
        </span>
        {run.action && <VersionActionIcon action={run.action} />}
        {editing ? (
          <EditText
            label={`Text of “${truncate(run.text, 60)}”`}
            text={run.text}
            pending={edit.isPending}
            onSave={(text, was) => edit.mutate({ ...at, text, was })}
            onCancel={() => setEditing(false)}
          />
        ) : (
          <span className={classes.text} title={run.text}>
            {run.text}
          </span>
        )}
        {!editing && run.delivery === 'steer' && (
          <span className={classes.badge}>{queueWords.toldNow}</span>
        )}
        {own && !editing && (
          <span className={classes.actions}>
            {!run.action && (
              <Menu position="bottom-end" width={230} shadow="md" returnFocus>
                <Menu.Target>
                  <ActionIcon size="sm" aria-label={`More for “${truncate(run.text, 60)}”`}>
                    <IconDots size={14} stroke={1.8} aria-hidden />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item
                    leftSection={<IconPencil size={15} stroke={1.8} aria-hidden />}
                    onClick={() => setEditing(true)}
                  >
                    Edit
                  </Menu.Item>
                  {run.delivery === 'steer' ? (
                    <Menu.Item
                      leftSection={<IconPlayerTrackNext size={15} stroke={1.8} aria-hidden />}
                      onClick={() => deliver.mutate({ ...at, delivery: 'after' })}
                    >
                      Run after this run
                    </Menu.Item>
                  ) : (
                    <Menu.Item
                      leftSection={<IconSteeringWheel size={15} stroke={1.8} aria-hidden />}
                      disabled={!running}
                      onClick={() => deliver.mutate({ ...at, delivery: 'steer' })}
                    >
                      Tell the agent now
                    </Menu.Item>
                  )}
                  <Menu.Item
                    leftSection={<IconGitFork size={15} stroke={1.8} aria-hidden />}
                    disabled={!mayFork}
                    onClick={() => void fork()}
                  >
                    Fork into a new session
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
            <ActionIcon
              size="sm"
              aria-label={`Cancel “${truncate(run.text, 60)}”`}
              title={queueWords.remove}
              // The second click of a double click would hit the message that has moved up.
              onClick={(event) => {
                if (event.detail < 2) onCancel()
              }}
            >
              <IconX size={14} stroke={1.8} aria-hidden />
            </ActionIcon>
          </span>
        )}
      </div>
      {run.clash && <ConflictLine run={run} clash={run.clash} />}
      {failed && (
        <p className={classes.failed} role="alert">
          {errorText(failed).message}
        </p>
      )}
    </li>
  )
}
