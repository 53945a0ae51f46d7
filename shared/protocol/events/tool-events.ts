import { z } from 'zod'
import { Id } from '../../ids.ts'

const call = {
  runId: Id,
  messageId: Id,
  step: z.int(),
  callId: z.string(),
  /** A name of `shared/tools.ts`; another version of FeGG may know more. */
  tool: z.string(),
}

export const ToolStart = z.object({
  type: z.literal('tool_start'),
  ...call,
  /** One short line for people: a path, a command. */
  title: z.string(),
})

export const ToolEnd = z.object({
  type: z.literal('tool_end'),
  ...call,
  ok: z.boolean(),
  /** Cut to `limits.eventResultLength`. */
  result: z.string(),
  /** Milliseconds. */
  ms: z.int(),
})
