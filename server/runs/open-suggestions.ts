import { and, eq, inArray } from 'drizzle-orm'
import { suggestions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { namesOf } from '../../shared/names.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { readPeople } from '../people/people.ts'

type SuggestionRow = typeof suggestions.$inferSelect

/** Throws AppError not_found, and conflict if one is already decided. */
export async function openSuggestions(
  { tx, session }: SessionTransaction,
  ids: readonly Id[],
): Promise<SuggestionRow[]> {
  const rows = await tx
    .select()
    .from(suggestions)
    .where(and(eq(suggestions.sessionId, session.id), inArray(suggestions.id, [...ids])))
  const found = ids.flatMap((id) => rows.find((row) => row.id === id) ?? [])
  if (found.length !== ids.length) throw new AppError('not_found', 'There is no such suggestion.')
  const decided = found.find((row) => row.state !== 'open')
  if (decided) throw await alreadyDecided({ tx }, decided)
  return found
}

export async function alreadyDecided(
  { tx }: Pick<SessionTransaction, 'tx'>,
  { state, decidedBy }: SuggestionRow,
): Promise<AppError> {
  const people = await readPeople(tx, [decidedBy ? [decidedBy] : []])
  const who = namesOf(people(decidedBy ? [decidedBy] : []))
  const what = state === 'approved' ? 'approved' : state === 'declined' ? 'declined' : 'withdrawn'
  return new AppError('conflict', `${who} has already ${what} this suggestion.`)
}
