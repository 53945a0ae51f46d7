import { z } from 'zod'

export const NodeStart = z.object({ databaseUrl: z.string(), redisUrl: z.string() })

/** Times: milliseconds of the monotonic clock. */
export const ToNode = z.discriminatedUnion('do', [
  z.object({ do: z.literal('make'), sessions: z.int() }),
  z.object({ do: z.literal('play'), runs: z.string().array() }),
])
export const FromNode = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listening'), url: z.string() }),
  z.object({
    type: z.literal('made'),
    cookie: z.string(),
    sessions: z.object({ sessionId: z.string(), runId: z.string() }).array(),
  }),
  z.object({ type: z.literal('sent'), at: z.number().array(), cpuMs: z.number() }),
])
