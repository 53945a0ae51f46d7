import type { CSSProperties, RefObject } from 'react'
import { Button } from '@mantine/core'
import { ElementBlame } from '../blame/element-blame.tsx'
import { blameWords } from '../../words/blame.ts'
import { commentWords } from '../../words/session.ts'
import classes from './pins.module.css'
import { NewPin } from './new-pin.tsx'
import { PinThread } from './pin-thread.tsx'
import type { PickPurpose, Pins, Place } from './use-pins.ts'

export const listWidth = 300

/** CSS pixels; `gap` is to the element, `edge` to the stage. */
const card = { width: 300, height: 300, gap: 34, edge: 8 }

function clamp(value: number, most: number) {
  return Math.max(card.edge, Math.min(value, most))
}

/** On a phone the style sheet positions it. */
function styleAt(
  frame: HTMLElement | null,
  at: Place | null,
  taken: number,
): CSSProperties | undefined {
  const stage = frame?.parentElement
  if (!frame || !stage) return undefined
  if (!at) return taken > 0 ? { right: taken + card.edge } : undefined
  const x = frame.offsetLeft + at.x
  const right = x + card.gap
  const width = stage.clientWidth - taken
  const fits = right + card.width + card.edge <= width
  return {
    left: clamp(fits ? right : x - card.edge - card.width, width - card.width - card.edge),
    top: clamp(frame.offsetTop + at.y - 20, stage.clientHeight - card.height - card.edge),
    right: 'auto',
  }
}

const pickWords: Record<PickPurpose, string> = {
  comment: commentWords.pickToComment,
  reference: commentWords.pickToMention,
  blame: blameWords.pick,
}

interface Props {
  pins: Pins
  frame: RefObject<HTMLIFrameElement | null>
  /** Width of the list on the right. */
  taken: number
}

export function PinLayer({ pins, frame, taken }: Props) {
  const { open, close, picking, setPicking, setOpen, lost } = pins
  const pin = open?.is === 'thread' ? pins.pins.find(({ id }) => id === open.id) : undefined
  return (
    <>
      {picking && (
        <div className={classes.picking} role="status">
          <span>
            {pickWords[picking]}
            <span className={classes.keys}>{commentWords.pickKeys}</span>
          </span>
          <Button size="compact-xs" variant="default" onClick={() => setPicking(null)}>
            Cancel
          </Button>
        </div>
      )}
      {open?.is === 'new' && (
        <NewPin
          element={open.element}
          style={styleAt(frame.current, open.at, taken)}
          onDone={(id) => setOpen({ is: 'thread', id, at: open.at })}
          onClose={close}
        />
      )}
      {open?.is === 'blame' && (
        <ElementBlame
          element={open.element}
          source={open.source}
          style={styleAt(frame.current, open.at, taken)}
          onClose={close}
        />
      )}
      {open?.is === 'thread' && pin && (
        <PinThread
          key={pin.id}
          pin={pin}
          lost={lost.has(pin.id)}
          style={styleAt(frame.current, open.at, taken)}
          onClose={close}
        />
      )}
    </>
  )
}
