import { z } from 'zod'
import { Id } from '../ids.ts'
import { Person } from './person.ts'

export const SuggestionState = z.enum(['open', 'approved', 'declined', 'withdrawn'])
export type SuggestionState = z.infer<typeof SuggestionState>

/** Open, or declined and not dismissed by its author. */
export const Suggestion = z.object({
  id: Id,
  authors: Person.array(),
  text: z.string(),
  /** ISO 8601. */
  at: z.string(),
  declined: z.object({ by: Person.nullable(), reason: z.string() }).nullable(),
})
export type Suggestion = z.infer<typeof Suggestion>
