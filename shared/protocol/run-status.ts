import { z } from 'zod'

export const RunOutcome = z.enum(['done', 'failed', 'cancelled', 'timed_out'])
export type RunOutcome = z.infer<typeof RunOutcome>

/** `steered`, `merged` and `forked` runs never began: their message went elsewhere. */
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
