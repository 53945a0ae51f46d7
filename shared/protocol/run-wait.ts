import { z } from 'zod'

/** Why a run that nothing in its session holds back has not begun. */
export const RunWait = z.object({
  /** What has as many runs at work as it may. */
  full: z.enum(['server', 'workspace']),
  limit: z.int(),
  /** Runs that come before. */
  ahead: z.int(),
})
export type RunWait = z.infer<typeof RunWait>
