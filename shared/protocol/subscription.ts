import { z } from 'zod'
import { Id } from '../ids.ts'
import { PlacedEvent } from './events.ts'
import { Snapshot } from './snapshot.ts'
import { Token } from './token.ts'

/** From tab to server: begins a subscription to a session's events. */
export const SubscribeInput = z.object({
  sessionId: Id,
  /** The last seq that the subscriber has; null: only new events. */
  after: z.int().min(0).nullable(),
  /** The id of the last yield, where tRPC resumes the subscription by itself. */
  lastEventId: z.string().max(20).optional(),
})
export type SubscribeInput = z.infer<typeof SubscribeInput>

/** From server to tab: one yield of the subscription. Its tracked id is the seq of the last durable event before or in it. */
export const AgentEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event'), ...PlacedEvent.shape }),
  Token,
  Snapshot,
])
export type AgentEvent = z.infer<typeof AgentEvent>
