import { z } from 'zod'
import { Id } from '../ids.ts'
import { Person } from './person.ts'

/** How a waiting message gets to the agent: after the running run, or into it, before its next model call. */
export const Delivery = z.enum(['after', 'steer'])
export type Delivery = z.infer<typeof Delivery>

/** What two people's messages pull at. */
export const Clash = z.object({
  /** The other run, which came first. */
  runId: Id,
  authors: Person.array(),
  running: z.boolean(),
  kind: z.enum(['file', 'element', 'opposite', 'words', 'meaning']),
  /** The thing in question, such as a path or “header”. */
  what: z.string(),
})
export type Clash = z.infer<typeof Clash>

/** A message that waits for its run. */
export const QueuedRun = z.object({
  runId: Id,
  messageId: Id,
  /** Everybody who wrote a part of it, who sent it first. */
  authors: Person.array(),
  text: z.string(),
  position: z.int(),
  delivery: Delivery,
  /** Somebody else pulls at the same thing, and nobody has decided about it. */
  clash: Clash.nullable(),
})
export type QueuedRun = z.infer<typeof QueuedRun>

/** A message that went on in a session of its own while the run that works now was at work. */
export const ForkedMessage = z.object({
  messageId: Id,
  authors: Person.array(),
  text: z.string(),
  sessionId: Id,
})
export type ForkedMessage = z.infer<typeof ForkedMessage>

export const SuggestionState = z.enum(['open', 'approved', 'declined', 'withdrawn'])
export type SuggestionState = z.infer<typeof SuggestionState>

/** A suggestion that waits for a decision, or that was declined and whose author has not seen that yet. */
export const Suggestion = z.object({
  id: Id,
  authors: Person.array(),
  text: z.string(),
  /** ISO 8601. */
  at: z.string(),
  declined: z.object({ by: Person.nullable(), reason: z.string() }).nullable(),
})
export type Suggestion = z.infer<typeof Suggestion>
