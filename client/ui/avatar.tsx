import type { CSSProperties } from 'react'
import classes from './avatar.module.css'
import { underWhite } from './color.ts'

type AvatarProps = {
  name: string
  /** `#rrggbb`; darkened if white letters would be hard to read. */
  color: string
  /** Pixels. */
  size?: number
  /** The person is active now. */
  live?: boolean
  /** Hidden from screen readers: the name is beside it. */
  decorative?: boolean
}

/** "Guest Otter" gives GO. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return letters
    .map((word) => (word ? [...word][0] : ''))
    .join('')
    .toUpperCase()
}

export function Avatar({ name, color, size = 24, live = false, decorative = false }: AvatarProps) {
  return (
    <span
      className={classes.avatar}
      data-live={live || undefined}
      style={{ '--size': `${size}px`, '--color': underWhite(color) } as CSSProperties}
      {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name, title: name })}
    >
      {initials(name)}
    </span>
  )
}

type AvatarStackProps = {
  people: ReadonlyArray<{ id: string; name: string; color: string }>
  size?: number
  /** Includes the "+3" for the rest. */
  max?: number
}

export function AvatarStack({ people, size = 24, max = 4 }: AvatarStackProps) {
  const shown = people.length > max ? people.slice(0, max - 1) : people
  const rest = people.slice(shown.length)
  return (
    <span className={classes.stack}>
      {shown.map((person) => (
        <Avatar key={person.id} name={person.name} color={person.color} size={size} />
      ))}
      {rest.length > 0 && (
        <span
          className={classes.avatar}
          data-rest
          style={{ '--size': `${size}px` } as CSSProperties}
          role="img"
          aria-label={`and ${rest.map((person) => person.name).join(', ')}`}
          title={rest.map((person) => person.name).join(', ')}
        >
          +{rest.length}
        </span>
      )}
    </span>
  )
}
