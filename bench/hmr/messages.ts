import { z } from 'zod'

/** What the HMR bench and its server tell each other over IPC. Times are `nowMs()` of the machine's monotonic clock. */
export const ToServer = z.object({ path: z.string(), content: z.string() })
export type ToServer = z.infer<typeof ToServer>

export const FromServer = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    url: z.string(),
    cookie: z.string(),
    sessionId: z.string(),
  }),
  /** When the write began, and when it was committed. */
  z.object({ type: z.literal('written'), began: z.number(), committed: z.number() }),
])
export type FromServer = z.infer<typeof FromServer>

export const file = 'src/App.tsx'
/** The heading of the page, by which a change is seen. */
export const heading = 'Nothing here yet'
