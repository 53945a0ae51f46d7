import { z } from 'zod'
import { Id } from '../ids.ts'
import { Picked } from './anchor.ts'
import { Person } from './person.ts'

export const PinComment = z.object({
  id: Id,
  author: Person,
  text: z.string(),
  /** ISO 8601. */
  at: z.string(),
})
export type PinComment = z.infer<typeof PinComment>

/** A comment on an element of the preview. */
export const RecordPin = z.object({
  id: Id,
  order: z.int(),
  at: z.string(),
  /** Counts the session's pins from 1. */
  number: z.int(),
  author: Person,
  element: Picked,
  /** Oldest first. */
  comments: PinComment.array(),
  resolved: z.object({ by: Person, at: z.string() }).nullable(),
  /** The message that last sent it to the agent. */
  messageId: Id.nullable(),
})
export type RecordPin = z.infer<typeof RecordPin>
