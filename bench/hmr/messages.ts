import { z } from 'zod'

/** Times are `nowMs()`. */
export const ToServer = z.object({ path: z.string(), content: z.string() })
export type ToServer = z.infer<typeof ToServer>

export const FromServer = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    url: z.string(),
    cookie: z.string(),
    sessionId: z.string(),
  }),
  z.object({ type: z.literal('written'), began: z.number(), committed: z.number() }),
])
export type FromServer = z.infer<typeof FromServer>

export const file = 'src/App.tsx'
export const heading = 'Nothing here yet'
