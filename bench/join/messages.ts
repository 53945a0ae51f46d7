import { z } from 'zod'

/** What the processes of the join bench tell each other over IPC. */
export const crowd = 50

const Place = z.object({ path: z.string() })
export const FromServer = z.object({
  /** Base of the docs' addresses. */
  wsUrl: z.string(),
  origin: z.string(),
  /** Cookies of the one who joins, and of everybody else. */
  cookie: z.string(),
  crowd: z.string().array(),
  /** The records of the two sessions. */
  empty: Place,
  full: Place,
})
export type FromServer = z.infer<typeof FromServer>

export const ToPeople = FromServer.pick({ wsUrl: true, origin: true, crowd: true, full: true })
export const FromPeople = z.object({ type: z.literal('here') })
