import { z } from 'zod'
import { ErrorCode } from '../errors.ts'
import { Id } from '../../ids.ts'
import { RunOutcome } from '../run-status.ts'

export const RunQueued = z.object({ type: z.literal('run_queued'), runId: Id, messageId: Id })

export const RunStarted = z.object({
  type: z.literal('run_started'),
  runId: Id,
  messageId: Id,
  attempt: z.int(),
})

/** `step` counts a run's model calls from 0. */
export const StepSettled = z.object({
  type: z.literal('step_settled'),
  runId: Id,
  messageId: Id,
  step: z.int(),
  text: z.string(),
})

export const RunFailed = z.object({
  type: z.literal('error'),
  runId: Id.nullable(),
  code: ErrorCode,
  message: z.string(),
})

export const RunDone = z.object({
  type: z.literal('done'),
  runId: Id,
  messageId: Id,
  outcome: RunOutcome,
})
