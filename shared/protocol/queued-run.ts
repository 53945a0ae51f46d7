import { z } from 'zod'
import { Id } from '../ids.ts'
import { Clash } from './clash.ts'
import { QueuedDelivery } from './delivery.ts'
import { Person } from './person.ts'

/** A message that waits for its run. */
export const QueuedRun = z.object({
  runId: Id,
  messageId: Id,
  /** Everybody who wrote a part of it, its sender first. */
  authors: Person.array(),
  text: z.string(),
  position: z.int(),
  delivery: QueuedDelivery,
  /** Another person's message wants to change the same thing, and nobody has decided about it. */
  clash: Clash.nullable(),
})
export type QueuedRun = z.infer<typeof QueuedRun>

/** A message that was forked into a session of its own during the run that is working now. */
export const ForkedMessage = z.object({
  messageId: Id,
  authors: Person.array(),
  text: z.string(),
  sessionId: Id,
})
export type ForkedMessage = z.infer<typeof ForkedMessage>
