import type { Id } from '../../shared/ids.ts'
import { colorOf } from '../../shared/people.ts'
import type { Person } from '../../shared/record.ts'

/** A user's row as others in the session see it. */
export const personOf = (user: { id: Id; name: string }): Person => ({
  id: user.id,
  name: user.name,
  color: colorOf(user.id),
})
