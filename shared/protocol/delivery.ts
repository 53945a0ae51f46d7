import { z } from 'zod'
import { Id } from '../ids.ts'

/** How a message that waits reaches the agent: after the running run, or into it, before its next model call. */
export const QueuedDelivery = z.enum(['after', 'steer'])
export type QueuedDelivery = z.infer<typeof QueuedDelivery>

/**
 * How a message is to reach the agent, from the composer to the row: as a QueuedDelivery, which its run's row keeps, or in a
 * session of its own. The id of that session is made by the client.
 */
export const Delivery = z.discriminatedUnion('delivery', [
  z.object({ delivery: QueuedDelivery }),
  z.object({ delivery: z.literal('fork'), forkId: Id }),
])
export type Delivery = z.infer<typeof Delivery>
