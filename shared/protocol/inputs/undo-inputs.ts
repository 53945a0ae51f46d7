import { z } from 'zod'
import { Id } from '../../ids.ts'
import { limits } from '../../limits.ts'
import { Resolution } from '../merge-view.ts'

/** Of one session. */
export const VersionIds = Id.array().min(1).max(limits.versionsTogether)

export const MergeOptions = z.object({
  resolutions: Resolution.array().max(limits.resolutions),
  /** The agent then solves open conflicts and repairs what no longer works. */
  repair: z.boolean(),
})

/** `resolutions`: what has been decided so far. */
export const UndoDryRunInput = z.object({
  sessionId: Id,
  versionIds: VersionIds,
  resolutions: MergeOptions.shape.resolutions.default([]),
})

/** `id` is the message's. */
export const UndoInput = MergeOptions.extend({ id: Id, sessionId: Id, versionIds: VersionIds })

/** `id` is the message's. */
export const RestoreInput = z.object({ id: Id, sessionId: Id, versionId: Id })
