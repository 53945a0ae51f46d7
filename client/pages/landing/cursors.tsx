import type { CSSProperties } from 'react'
import { underWhite } from '../../ui/color.ts'
import classes from './cursors.module.css'

const people = [
  { name: 'Mira', color: '#0ea5a4', place: 'left' },
  { name: 'Jo', color: '#e2558f', place: 'right' },
]

export function Cursors() {
  return (
    <div className={classes.cursors} aria-hidden="true">
      {people.map(({ name, color, place }) => (
        <span
          key={name}
          className={classes.cursor}
          data-place={place}
          style={{ '--color': underWhite(color) } as CSSProperties}
        >
          <svg width="16" height="18" viewBox="0 0 16 18">
            <path d="m1 1 5 15 3-6 6-2Z" />
          </svg>
          <span>{name}</span>
        </span>
      ))}
    </div>
  )
}
