import { z } from 'zod'
import { Id } from '../ids.ts'

/** After the running run, or within it before the agent's next model call. */
export const QueuedDelivery = z.enum(['after', 'steer'])
export type QueuedDelivery = z.infer<typeof QueuedDelivery>

/** The client makes the forked session's id. */
export const Delivery = z.discriminatedUnion('delivery', [
  z.object({ delivery: QueuedDelivery }),
  z.object({ delivery: z.literal('fork'), forkId: Id }),
])
export type Delivery = z.infer<typeof Delivery>
