import { Button } from '@mantine/core'
import { IconGitFork, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { type PointerEvent, useRef, useState } from 'react'
import { Link } from 'wouter'
import { namesOf } from '../../../shared/names.ts'
import type { ForkedMessage, QueuedRun } from '../../../shared/protocol/queued-run.ts'
import type { Person } from '../../../shared/protocol/person.ts'
import { trpc } from '../../api.ts'
import { useSelected } from '../../live/store.ts'
import { errorText } from '../../ui/error-text.ts'
import { queueWords } from '../../words/session.ts'
import { Part } from '../../ui/part.tsx'
import { useMay, useSession } from '../session-context.tsx'
import { moveInList } from './move-in-list.ts'
import { QueueItem } from './queue-item.tsx'
import { RunWaitNote } from './run-wait.tsx'
import classes from './queue.module.css'

interface Props {
  runs: readonly QueuedRun[]
  pausedBy: Person | null
  forks: readonly ForkedMessage[]
}

function PauseButtons({
  paused,
  pause,
  stop,
}: {
  paused: boolean
  pause: ReturnType<typeof trpc.runs.pause.useMutation>
  stop: ReturnType<typeof trpc.runs.stop.useMutation>
}) {
  const { link, view } = useSession()
  const running = useSelected(link.record, ({ meta }) => meta?.running ?? null)
  const mayStop = useMay('run.stop')
  const sessionId = view.id
  const pending = pause.isPending || stop.isPending
  if (paused)
    return (
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconPlayerPlay size={12} stroke={2} aria-hidden />}
        disabled={pending}
        onClick={() => pause.mutate({ sessionId, paused: false })}
      >
        Resume
      </Button>
    )
  return (
    <>
      {running && !running.stopping && mayStop && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          title={queueWords.stopAndPause}
          disabled={pending}
          onClick={() => stop.mutate({ sessionId, runId: running.runId, pauseQueue: true })}
        >
          Stop and pause
        </Button>
      )}
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        leftSection={<IconPlayerPause size={12} stroke={2} aria-hidden />}
        disabled={pending}
        onClick={() => pause.mutate({ sessionId, paused: true })}
      >
        Pause
      </Button>
    </>
  )
}

export function Queue({ runs, pausedBy, forks }: Props) {
  const { link, view } = useSession()
  const running = useSelected(link.record, ({ meta }) => meta?.running != null)
  const movable = useMay('queue.change')
  const list = useRef<HTMLUListElement>(null)
  const cancel = trpc.runs.cancel.useMutation()
  const move = trpc.runs.move.useMutation()
  const pause = trpc.runs.pause.useMutation()
  const stop = trpc.runs.stop.useMutation()
  const [drag, setDrag] = useState<{ runId: string; to: number } | null>(null)
  const wanted =
    drag ?? (move.isPending ? { runId: move.variables.runId, to: move.variables.position } : null)
  const gone = cancel.isPending ? cancel.variables.runId : null
  const shown = (
    wanted ? moveInList(runs, (run) => run.runId === wanted.runId, wanted.to) : runs
  ).filter((run) => run.runId !== gone)

  const moveTo = (runId: string, to: number) => {
    const position = Math.max(0, Math.min(to, runs.length - 1))
    if (runs[position]?.runId !== runId) move.mutate({ sessionId: view.id, runId, position })
  }
  const placeAt = (y: number): number => {
    const rows = [...(list.current?.children ?? [])]
    const below = rows.findIndex((row) => {
      const { top, height } = row.getBoundingClientRect()
      return y < top + height
    })
    return below < 0 ? rows.length - 1 : below
  }
  const grip = (runId: string) => (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    event.preventDefault()
    let to = placeAt(event.clientY)
    const end = () => {
      window.removeEventListener('pointermove', onMove)
      window.removeEventListener('pointerup', onUp)
      window.removeEventListener('pointercancel', end)
      setDrag(null)
    }
    // On the window: the dragged handle moves in the document, which would end a pointer capture.
    const onMove = (moved: globalThis.PointerEvent) => {
      if (moved.buttons === 0) {
        end()
        return
      }
      to = placeAt(moved.clientY)
      setDrag({ runId, to })
    }
    const onUp = () => {
      end()
      moveTo(runId, to)
    }
    window.addEventListener('pointermove', onMove)
    window.addEventListener('pointerup', onUp)
    window.addEventListener('pointercancel', end)
  }

  const failed = cancel.error ?? move.error ?? pause.error ?? stop.error
  if (shown.length === 0 && !pausedBy && forks.length === 0) return null
  return (
    <section className={classes.queue} aria-label="Queue">
      <div className={classes.head}>
        <h2 className={classes.title}>
          {pausedBy ? queueWords.pausedBy(pausedBy.name) : 'Next'}
          {runs.length > 0 && ` · ${runs.length} waiting`}
        </h2>
        {movable && <PauseButtons paused={pausedBy !== null} pause={pause} stop={stop} />}
      </div>
      {!pausedBy && !running && runs.length > 0 && <RunWaitNote />}
      {pausedBy && runs.length === 0 && <p className={classes.note}>{queueWords.pausedText}</p>}
      <ul className={classes.list} ref={list}>
        {shown.map((run, place) => (
          <Part key={run.runId} name="queued" content={[run]} item>
            <QueueItem
              run={run}
              place={place}
              dragged={drag?.runId === run.runId}
              running={running}
              onGrip={grip(run.runId)}
              onMove={(to) => moveTo(run.runId, to)}
              onCancel={() => cancel.mutate({ sessionId: view.id, runId: run.runId })}
            />
          </Part>
        ))}
      </ul>
      {forks.map((fork) => (
        <p key={fork.messageId} className={classes.fork}>
          <IconGitFork size={14} stroke={1.8} aria-hidden />
          <span className={classes.text}>
            {queueWords.forked(namesOf(fork.authors), fork.text)}
          </span>
          <Link href={`/s/${fork.sessionId}`}>Open</Link>
        </p>
      ))}
      {failed && (
        <p className={classes.failed} role="alert">
          {errorText(failed).message}
        </p>
      )}
    </section>
  )
}
