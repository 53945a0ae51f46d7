import { z } from 'zod'
import { Id } from '../../ids.ts'
import { Delivery } from '../delivery.ts'
import { Prompt } from '../texts.ts'

export const RunInput = z.object({ sessionId: Id, runId: Id })

export const StopInput = RunInput.extend({ pauseQueue: z.boolean().default(false) })

/** `was` is the text that the editor saw. */
export const EditInput = RunInput.extend({ was: z.string(), text: Prompt })

export const DeliverInput = RunInput.and(Delivery)

/** `runId` is the later of the clashing messages. */
export const SettleInput = RunInput.extend({ withId: Id }).and(
  z.discriminatedUnion('choice', [
    z.object({ choice: z.literal('merge') }),
    z.object({ choice: z.literal('order'), first: Id }),
    z.object({ choice: z.literal('fork'), forkId: Id }),
  ]),
)

export const PauseInput = z.object({ sessionId: Id, paused: z.boolean() })

/** `id` is the new run's. */
export const RetryInput = RunInput.extend({ id: Id })

/** `position` counts queued runs from 0. */
export const MoveInput = RunInput.extend({ position: z.int().min(0).max(1_000) })
