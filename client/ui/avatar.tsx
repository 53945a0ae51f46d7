import { type CSSProperties, useContext } from 'react'
import classes from './avatar.module.css'
import { underWhite } from './color.ts'
import { initials, InitialsContext } from './initials.ts'

type AvatarProps = {
  /** With it, the initials differ from those of others who are shown. */
  id?: string
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

export function Avatar({
  id,
  name,
  color,
  size = 24,
  live = false,
  decorative = false,
}: AvatarProps) {
  const distinct = useContext(InitialsContext)
  const letters = (id === undefined ? undefined : distinct.get(id)) ?? initials(name)
  return (
    <span
      className={classes.avatar}
      data-live={live || undefined}
      style={{ '--size': `${size}px`, '--color': underWhite(color) } as CSSProperties}
      {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name, title: name })}
    >
      {letters}
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
        <Avatar
          key={person.id}
          id={person.id}
          name={person.name}
          color={person.color}
          size={size}
        />
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
