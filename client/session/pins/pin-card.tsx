import { CloseButton } from '@mantine/core'
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import classes from './pins.module.css'

interface Props {
  label: string
  title: string
  place: string
  /** Undefined: at the edge. */
  style: CSSProperties | undefined
  onClose: () => void
  closeLabel?: string
  children: ReactNode
}

/** Takes the focus and returns it when it closes. */
export function PinCard(props: Props) {
  const { label, title, place, style, onClose, children } = props
  const { closeLabel = 'Close the comment' } = props
  const card = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const before = document.activeElement
    // A field with autoFocus already has it.
    if (!card.current?.contains(before)) card.current?.focus()
    return () => {
      if (before instanceof HTMLElement && before !== document.body) before.focus()
    }
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    onClose()
  }
  return (
    <div
      ref={card}
      className={classes.card}
      tabIndex={-1}
      role="dialog"
      aria-label={label}
      style={style}
      onKeyDown={onKeyDown}
    >
      <div className={classes.cardHead}>
        <span className={classes.cardTitle}>
          <b>{title}</b>
          <span>{place}</span>
        </span>
        <CloseButton size="sm" aria-label={closeLabel} onClick={onClose} />
      </div>
      {children}
    </div>
  )
}
