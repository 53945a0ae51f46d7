import { z } from 'zod'
import { Id } from '../../ids.ts'
import { MergeOptions, VersionIds } from './undo-inputs.ts'

/** Between a fork and the session that it came from. */
export const MergeDirection = z.enum(['source', 'fork'])
export type MergeDirection = z.infer<typeof MergeDirection>

/** The client chooses `forkId`. */
export const CreateForkInput = z.object({ sessionId: Id, forkId: Id, versionId: Id })

/** Moves the caller's own versions into a new session. */
export const TakeMineInput = z.object({ sessionId: Id, forkId: Id, versionIds: VersionIds })

/** `sessionId` is the fork. */
export const ForkInput = z.object({ sessionId: Id })

export const MergeDryRunInput = ForkInput.extend({
  into: MergeDirection.default('source'),
  resolutions: MergeOptions.shape.resolutions.default([]),
})

/** `id` is the message's. */
export const MergeForkInput = MergeOptions.extend({
  id: Id,
  sessionId: Id,
  into: MergeDirection.default('source'),
})
