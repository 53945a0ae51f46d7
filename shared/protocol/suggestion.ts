import { z } from 'zod'
import { Id } from '../ids.ts'
import { Person } from './person.ts'

export const SuggestionState = z.enum(['open', 'approved', 'declined', 'withdrawn'])
export type SuggestionState = z.infer<typeof SuggestionState>

/** A suggestion that waits for a decision, or that was declined and that its author has not dismissed yet. */
export const Suggestion = z.object({
  id: Id,
  authors: Person.array(),
  text: z.string(),
  /** ISO 8601. */
  at: z.string(),
  declined: z.object({ by: Person.nullable(), reason: z.string() }).nullable(),
})
export type Suggestion = z.infer<typeof Suggestion>
