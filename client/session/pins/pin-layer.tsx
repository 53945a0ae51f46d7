import type { CSSProperties, RefObject } from 'react'
import { Button } from '@mantine/core'
import classes from './pins.module.css'
import { NewPin } from './new-pin.tsx'
import { PinThread } from './pin-thread.tsx'
import type { Pins, Place } from './use-pins.ts'

/** The card's size, and how far it stands from what it belongs to, in CSS pixels. */
const card = { width: 300, height: 300, gap: 14, edge: 8 }

const clamp = (value: number, most: number) => Math.max(card.edge, Math.min(value, most))

/** Where a card for a place in the frame stands within the frame's surroundings; on a phone the style sheet decides. */
const styleAt = (frame: HTMLElement | null, at: Place | null): CSSProperties | undefined => {
  const stage = frame?.parentElement
  if (!frame || !stage || !at) return undefined
  const x = frame.offsetLeft + at.x
  const right = x + card.gap
  const fits = right + card.width + card.edge <= stage.clientWidth
  return {
    left: clamp(
      fits ? right : x - card.gap - card.width,
      stage.clientWidth - card.width - card.edge,
    ),
    top: clamp(frame.offsetTop + at.y - 20, stage.clientHeight - card.height - card.edge),
    right: 'auto',
  }
}

interface Props {
  pins: Pins
  frame: RefObject<HTMLIFrameElement | null>
}

/** What stands over the preview because of its pins: the thread that is open, and the words while an element is picked. */
export const PinLayer = ({ pins, frame }: Props) => {
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
          style={styleAt(frame.current, open.at)}
          onDone={(id) => setOpen({ is: 'thread', id, at: open.at })}
          onClose={close}
        />
      )}
      {open?.is === 'thread' && pin && (
        <PinThread
          key={pin.id}
          pin={pin}
          lost={lost.has(pin.id)}
          style={styleAt(frame.current, open.at)}
          onClose={close}
        />
      )}
    </>
  )
}
