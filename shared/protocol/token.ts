import { z } from 'zod'
import { Id } from '../ids.ts'

/** Its place is (messageId, step, attempt, offset). Repeating it is harmless; a higher attempt replaces the step's text. */
export const Token = z.object({
  type: z.literal('token'),
  messageId: Id,
  step: z.int(),
  attempt: z.int(),
  offset: z.int(),
  text: z.string(),
})
export type Token = z.infer<typeof Token>
