import { z } from 'zod'
import { BoundPresence } from '../../shared/protocol/presence.ts'

/** One client's presence as nodes tell each other of it; `state` is null once the client has left. */
export const PresenceEntry = z.object({
  clientId: z.int().min(0),
  clock: z.int().min(0),
  state: BoundPresence.nullable(),
})
export type PresenceEntry = z.infer<typeof PresenceEntry>
