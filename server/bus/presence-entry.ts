import { z } from 'zod'
import { BoundPresence } from '../../shared/protocol/presence.ts'

/** `state` is null once the client has left. */
export const PresenceEntry = z.object({
  clientId: z.int().min(0),
  clock: z.int().min(0),
  state: BoundPresence.nullable(),
})
export type PresenceEntry = z.infer<typeof PresenceEntry>
