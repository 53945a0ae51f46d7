import { CloseButton } from '@mantine/core'
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react'
import classes from './pins.module.css'

interface Props {
  label: string
  title: string
  place: string
  /** Where it stands over the preview; undefined: at its edge. */
  style: CSSProperties | undefined
  onClose: () => void
  children: ReactNode
}

/** A small window over the preview that belongs to one of its elements. Esc closes it. */
export const PinCard = ({ label, title, place, style, onClose, children }: Props) => {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    onClose()
  }
  return (
    <div
      className={classes.card}
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
        <CloseButton size="sm" aria-label="Close the comment" onClick={onClose} />
      </div>
      {children}
    </div>
  )
}
