import type { CSSProperties, RefObject } from 'react'
import { Button } from '@mantine/core'
import classes from './pins.module.css'
import { NewPin } from './new-pin.tsx'
import { PinThread } from './pin-thread.tsx'
import type { Pins, Place } from './use-pins.ts'

/** The list's width. */
export const listWidth = 300

/** The card's size, and how far it stands from what it belongs to, in CSS pixels. */
const card = { width: 300, height: 300, gap: 34, edge: 8 }

function clamp(value: number, most: number) {
  return Math.max(card.edge, Math.min(value, most))
}

/** Where a card for a place in the frame stands within the frame's surroundings; on a phone the style sheet decides. */
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

interface Props {
  pins: Pins
  frame: RefObject<HTMLIFrameElement | null>
  /** How much of the right side the list takes, in pixels. */
  taken: number
}

/** What stands over the preview because of its pins: the thread that is open, and the words while an element is picked. */
export function PinLayer({ pins, frame, taken }: Props) {
  const { open, close, picking, setPicking, setOpen, lost } = pins
  const pin = open?.is === 'thread' ? pins.pins.find(({ id }) => id === open.id) : undefined
  return (
    <>
      {picking && (
        <div className={classes.picking} role="status">
          <span>
            {picking === 'comment'
              ? 'Choose the element to comment on'
              : 'Choose the element to name in the message'}
            <span className={classes.keys}> · arrow keys and Enter work too</span>
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
