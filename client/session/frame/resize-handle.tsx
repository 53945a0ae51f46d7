import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { chatWidths } from '../use-chat-width.ts'
import classes from './session-frame.module.css'

interface Props {
  width: number
  onWidth: (width: number) => void
  onFold: () => void
}

/** Dragging below this width hides the chat. */
const foldBelow = 220
const keyStep = 24

export function ResizeHandle({ width, onWidth, onFold }: Props) {
  const [dragging, setDragging] = useState(false)
  const onMove = (event: PointerEvent) => {
    if (!dragging) return
    if (event.clientX < foldBelow) {
      setDragging(false)
      onFold()
    } else onWidth(event.clientX)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? -keyStep : event.key === 'ArrowRight' ? keyStep : 0
    if (step === 0) return
    event.preventDefault()
    onWidth(width + step)
  }
  return (
    <div
      className={classes.handle}
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the chat"
      aria-valuenow={width}
      aria-valuemin={chatWidths.least}
      aria-valuemax={chatWidths.most}
      tabIndex={0}
      data-dragging={dragging || undefined}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragging(true)
      }}
      onPointerMove={onMove}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
      onDoubleClick={() => onWidth(chatWidths.usual)}
      onKeyDown={onKeyDown}
    />
  )
}
