import { ActionIcon, UnstyledButton } from '@mantine/core'
import { IconGripVertical, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import type { QueuedRun } from '../../../shared/record.ts'
import { trpc } from '../../api.ts'
import { errorText } from '../../ui/error-text.ts'
import { useMay, useSession } from '../session-context.tsx'
import { AuthorsFace } from './authors-face.tsx'
import { moveInList } from './move-in-list.ts'
import classes from './queue.module.css'

const short = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

interface ItemProps {
  run: QueuedRun
  place: number
  dragged: boolean
  movable: boolean
  onGrip: (event: PointerEvent<HTMLElement>) => void
  onMove: (to: number) => void
  onCancel: () => void
}

const Item = ({ run, place, dragged, movable, onGrip, onMove, onCancel }: ItemProps) => {
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (step === 0) return
    event.preventDefault()
    onMove(place + step)
  }
  return (
    <li className={classes.item} data-dragged={dragged || undefined}>
      {movable ? (
        <UnstyledButton
          className={classes.grip}
          aria-label={`Move “${short(run.text)}”, place ${place + 1}; arrow up and down`}
          onPointerDown={onGrip}
          onKeyDown={onKey}
        >
          <IconGripVertical size={14} stroke={1.8} aria-hidden />
        </UnstyledButton>
      ) : (
        <span className={classes.grip} />
      )}
      <AuthorsFace authors={run.authors} size={18} />
      <span className={classes.text} title={run.text}>
        {run.text}
      </span>
      {movable && (
        <ActionIcon
          size="sm"
          aria-label={`Cancel “${short(run.text)}”`}
          title="Take out of the queue"
          onClick={onCancel}
        >
          <IconX size={14} stroke={1.8} aria-hidden />
        </ActionIcon>
      )}
    </li>
  )
}

/** Messages that wait for their turn, in an order that people can see and change. */
export const Queue = ({ runs }: { runs: readonly QueuedRun[] }) => {
  const { view } = useSession()
  const movable = useMay('queue.change')
  const list = useRef<HTMLUListElement>(null)
  const cancel = trpc.runs.cancel.useMutation()
  const move = trpc.runs.move.useMutation()
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
    // On the window: the handle itself is put elsewhere while it is dragged, which would end its capture.
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

  const failed = cancel.error ?? move.error
  if (shown.length === 0) return null
  return (
    <section className={classes.queue} aria-label="Queue">
      <h2 className={classes.head}>Next · {runs.length} waiting</h2>
      <ul className={classes.list} ref={list}>
        {shown.map((run, place) => (
          <Item
            key={run.runId}
            run={run}
            place={place}
            dragged={drag?.runId === run.runId}
            movable={movable}
            onGrip={grip(run.runId)}
            onMove={(to) => moveTo(run.runId, to)}
            onCancel={() => cancel.mutate({ sessionId: view.id, runId: run.runId })}
          />
        ))}
      </ul>
      {failed && (
        <p className={classes.failed} role="alert">
          {errorText(failed).message}
        </p>
      )}
    </section>
  )
}
