import { z } from 'zod'

/** `bytes`: heap and buffers. `cpuUs`: since the process began. */
export const Answer = z.object({
  url: z.string(),
  cookie: z.string(),
  sessionId: z.string(),
  epoch: z.string(),
  cpuUs: z.number(),
  bytes: z.number(),
})
export type Answer = z.infer<typeof Answer>
