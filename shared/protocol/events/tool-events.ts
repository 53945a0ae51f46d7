import { z } from 'zod'
import { Id } from '../../ids.ts'

const call = {
  runId: Id,
  messageId: Id,
  step: z.int(),
  callId: z.string(),
  /** From `shared/tools.ts`; other versions may know more. */
  tool: z.string(),
}

export const ToolStart = z.object({
  type: z.literal('tool_start'),
  ...call,
  /** One line for people: a path, a command. */
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
