import { z } from 'zod'

export const SandboxState = z.enum(['starting', 'ready', 'asleep', 'failed'])
export type SandboxState = z.infer<typeof SandboxState>

export const SessionState = z.enum(['creating', 'ready', 'busy', 'asleep', 'error'])
export type SessionState = z.infer<typeof SessionState>
