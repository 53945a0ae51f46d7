import type { Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { namesOf } from '../../shared/names.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { readPeople } from '../people/people.ts'

export interface Actor {
  id: Id
  mayChangeOthers: boolean
}

/**
 * Rule 31.3: throws AppError forbidden unless the user is an author or may change others' messages.
 */
export async function requireOwnMessage(tx: Tx, authors: readonly Id[], by: Actor): Promise<void> {
  if (by.mayChangeOthers || authors.includes(by.id)) return
  const people = await readPeople(tx, [authors])
  throw new AppError(
    'forbidden',
    `This is ${namesOf(people(authors))}’s message: only its authors and admins may change it.`,
  )
}
