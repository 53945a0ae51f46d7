import { z } from 'zod'

/** Why a run that nothing in its session holds back has not begun. */
export const RunWait = z.discriminatedUnion('why', [
  z.object({
    why: z.literal('full'),
    /** What has as many runs at work as it may. */
    full: z.enum(['server', 'workspace']),
    limit: z.int(),
    /** Runs that come before. */
    ahead: z.int(),
  }),
  /** The server lacks something, such as space on its disk: a sentence for people. */
  z.object({ why: z.literal('short'), text: z.string() }),
])
export type RunWait = z.infer<typeof RunWait>
