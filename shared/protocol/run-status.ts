import { z } from 'zod'

/** How a run ended. */
export const RunOutcome = z.enum(['done', 'failed', 'cancelled', 'timed_out'])
export type RunOutcome = z.infer<typeof RunOutcome>

/** `steered`, `merged` and `forked` runs ended before they began: their message went elsewhere. */
export const RunStatus = z.enum([
  'queued',
  'running',
  'stopping',
  'steered',
  'merged',
  'forked',
  ...RunOutcome.options,
])
export type RunStatus = z.infer<typeof RunStatus>
