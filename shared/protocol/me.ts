import { z } from 'zod'
import { Id } from '../ids.ts'

/** The signed-in user, as only they see themselves. */
export const Me = z.object({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  guest: z.boolean(),
  color: z.string(),
})
export type Me = z.infer<typeof Me>
