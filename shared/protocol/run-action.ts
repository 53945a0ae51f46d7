import { z } from 'zod'
import { Id } from '../ids.ts'
import { limits } from '../limits.ts'
import { Resolution } from './merge-view.ts'

const change = {
  resolutions: Resolution.array().max(limits.resolutions),
  /** The agent then solves open conflicts and repairs what no longer works. */
  repair: z.boolean(),
}

/** A change of versions that a run makes. It waits in the queue like a message. */
export const RunAction = z.discriminatedUnion('kind', [
  /** Takes out these versions' changes, the newest first. */
  z.object({
    kind: z.literal('undo'),
    versionIds: Id.array().min(1).max(limits.versionsTogether),
    ...change,
  }),
  z.object({ kind: z.literal('restore'), versionId: Id }),
  /** Brings in what another session changed since it was forked or merged. */
  z.object({ kind: z.literal('merge'), versionId: Id, ...change }),
])
export type RunAction = z.infer<typeof RunAction>

export const RunActionKind = z.enum(['undo', 'restore', 'merge'])
export type RunActionKind = z.infer<typeof RunActionKind>
