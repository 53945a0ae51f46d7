import type { Person } from '../../../shared/protocol/person.ts'
import { Avatar } from '../../ui/avatar.tsx'
import classes from './author-avatars.module.css'

/** Two authors in the space of one. Decorative: their names are beside them. */
export function AuthorAvatars({
  authors,
  size = 24,
}: {
  authors: readonly Person[]
  size?: number
}) {
  const [first, second] = authors
  if (!first) return <span />
  if (!second)
    return <Avatar id={first.id} name={first.name} color={first.color} size={size} decorative />
  const small = Math.round(size * 0.7)
  return (
    <span className={classes.two} style={{ width: size, height: size }} aria-hidden>
      <Avatar id={first.id} name={first.name} color={first.color} size={small} decorative />
      <Avatar id={second.id} name={second.name} color={second.color} size={small} decorative />
    </span>
  )
}
