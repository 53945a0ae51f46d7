import { z } from 'zod'
import { Id } from '../../ids.ts'
import { SandboxState } from '../session-state.ts'

export const PreviewReady = z.object({ type: z.literal('preview_ready'), runId: Id.nullable() })

export const SandboxChanged = z.object({
  type: z.literal('sandbox_state'),
  state: SandboxState,
  message: z.string().nullable(),
})
