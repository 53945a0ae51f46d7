import { z } from 'zod'

export const crowd = 50

const Place = z.object({ path: z.string() })
export const FromServer = z.object({
  wsUrl: z.string(),
  origin: z.string(),
  /** Cookies of the joining person and of the others. */
  cookie: z.string(),
  crowd: z.string().array(),
  empty: Place,
  full: Place,
})
export type FromServer = z.infer<typeof FromServer>

export const ToPeople = FromServer.pick({ wsUrl: true, origin: true, crowd: true, full: true })
export const FromPeople = z.object({ type: z.literal('here') })
