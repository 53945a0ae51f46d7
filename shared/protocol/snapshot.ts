import { z } from 'zod'
import { Token } from './token.ts'

/** Begins every subscription: the running text at the moment at which it joined. */
export const Snapshot = z.object({
  type: z.literal('snapshot'),
  /** The subscription goes on with the event after this seq. */
  seq: z.int(),
  epoch: z.string(),
  /** The server's `protocolVersion`, from which a tab learns that it is older. */
  protocol: z.int().optional(),
  live: Token.array(),
})
export type Snapshot = z.infer<typeof Snapshot>
