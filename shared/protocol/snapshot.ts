import { z } from 'zod'
import { Token } from './token.ts'

/** Begins every subscription: the running text when it joined. */
export const Snapshot = z.object({
  type: z.literal('snapshot'),
  /** The subscription continues after this seq. */
  seq: z.int(),
  epoch: z.string(),
  /** Tells a tab that it is older. */
  protocol: z.int().optional(),
  live: Token.array(),
})
export type Snapshot = z.infer<typeof Snapshot>
