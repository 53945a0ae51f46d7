import { z } from 'zod'
import { Id } from '../ids.ts'
import { Person } from './person.ts'
import { ForkedMessage, QueuedRun } from './queued-run.ts'
import { SandboxState, SessionState } from './session-state.ts'
import { Suggestion } from './suggestion.ts'

export const RecordMeta = z.object({
  /** Last seq in the record: a tab subscribes from there. */
  seq: z.int(),
  epoch: z.string(),
  name: z.string(),
  model: z.string(),
  state: SessionState,
  sandbox: z.object({ state: SandboxState, message: z.string().nullable() }),
  /** Changes with the preview's address; a tab with another mark requests it again. */
  previewMark: z.string(),
  running: z
    .object({
      runId: Id,
      messageId: Id,
      authors: Person.array(),
      startedAt: z.string(),
      stopping: z.boolean(),
    })
    .nullable(),
  queue: QueuedRun.array(),
  /** Null while not paused. */
  queuePausedBy: Person.nullable(),
  forks: ForkedMessage.array(),
  suggestions: Suggestion.array(),
  messageCount: z.int(),
  activityCount: z.int(),
})
export type RecordMeta = z.infer<typeof RecordMeta>
