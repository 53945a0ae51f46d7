import { z } from 'zod'
import { Id } from '../ids.ts'
import { PlacedEvent } from './events.ts'
import { Snapshot } from './snapshot.ts'
import { Token } from './token.ts'

/** Begins a subscription. */
export const SubscribeInput = z.object({
  sessionId: Id,
  /** Last seq the subscriber has; null: only new events. */
  after: z.int().min(0).nullable(),
  /** Last yield's id, where tRPC resumes the subscription itself. */
  lastEventId: z.string().max(20).optional(),
})
export type SubscribeInput = z.infer<typeof SubscribeInput>

/** Its tracked id is the seq of the last durable event before or in it. */
export const AgentEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event'), ...PlacedEvent.shape }),
  Token,
  Snapshot,
])
export type AgentEvent = z.infer<typeof AgentEvent>
