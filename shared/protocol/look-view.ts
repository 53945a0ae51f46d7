import { z } from 'zod'
import { Id } from '../ids.ts'
import { SandboxState } from './session-state.ts'

/** A version that runs in a sandbox of its own, for looking at it. */
export const LookView = z.object({
  id: Id,
  versionId: Id,
  /** Depends on the viewer's host, as the preview's does. */
  url: z.string(),
  state: SandboxState,
  message: z.string().nullable(),
})
export type LookView = z.infer<typeof LookView>
