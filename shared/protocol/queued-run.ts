import { z } from 'zod'
import { Id } from '../ids.ts'
import { Clash } from './clash.ts'
import { QueuedDelivery } from './delivery.ts'
import { Person } from './person.ts'
import { RunActionKind } from './run-action.ts'

export const QueuedRun = z.object({
  runId: Id,
  messageId: Id,
  /** All who wrote a part, sender first. */
  authors: Person.array(),
  text: z.string(),
  position: z.int(),
  delivery: QueuedDelivery,
  /** A conflict that nobody has settled. */
  clash: Clash.nullable(),
  /** A change of versions: it can be moved and cancelled only. */
  action: RunActionKind.optional(),
})
export type QueuedRun = z.infer<typeof QueuedRun>

/** Forked during the current run. */
export const ForkedMessage = z.object({
  messageId: Id,
  authors: Person.array(),
  text: z.string(),
  sessionId: Id,
})
export type ForkedMessage = z.infer<typeof ForkedMessage>
