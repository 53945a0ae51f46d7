import { z } from 'zod'
import { Id } from '../ids.ts'
import { ErrorCode } from './errors.ts'
import { FileChangeKind } from './file-change-kind.ts'
import { Person } from './person.ts'
import { ProofPicture } from './proof-picture.ts'
import { RunActionKind } from './run-action.ts'
import { RunOutcome, RunStatus } from './run-status.ts'
import { VersionChecks, VersionKind } from './version-view.ts'

export const ToolSummary = z.object({
  callId: z.string(),
  /** From `shared/tools.ts`; other versions may know more. */
  tool: z.string(),
  title: z.string(),
  state: z.enum(['running', 'ok', 'failed']),
  /** Milliseconds; null while it runs. */
  ms: z.int().nullable(),
  files: z
    .object({ path: z.string(), change: FileChangeKind, added: z.int(), removed: z.int() })
    .array(),
  /** The version whose undo the agent proposes, by number. */
  undoes: z.int().optional(),
})
export type ToolSummary = z.infer<typeof ToolSummary>

/** One model call. `text` is settled. */
export const RecordStep = z.object({
  step: z.int(),
  text: z.string(),
  tools: ToolSummary.array(),
})
export type RecordStep = z.infer<typeof RecordStep>

/** Where a message without its own run went. */
export const WentTo = z.discriminatedUnion('to', [
  /** Given to a run before this step. */
  z.object({ to: z.literal('run'), runId: Id, step: z.int() }),
  /** Part of another message. */
  z.object({ to: z.literal('message') }),
  z.object({ to: z.literal('session'), sessionId: Id }),
])
export type WentTo = z.infer<typeof WentTo>

const messageBase = {
  id: Id,
  /** The seq of the event that added it. */
  order: z.int(),
  /** ISO 8601. */
  at: z.string(),
}

export const PersonMessage = z.object({
  ...messageBase,
  from: z.literal('person'),
  /** All who wrote a part, sender first. */
  authors: Person.array(),
  text: z.string(),
  went: WentTo.nullable(),
  /** A change of versions that a person asked for; the text says it in words. */
  action: RunActionKind.optional(),
})

/** The version that a run left. */
export const MessageVersion = z.object({
  id: Id,
  number: z.int(),
  kind: VersionKind.optional(),
  /** An undo of an undo. */
  redo: z.boolean().optional(),
  outcome: RunOutcome.optional(),
  fileCount: z.int().optional(),
  /** Lines. */
  added: z.int().optional(),
  removed: z.int().optional(),
  checks: VersionChecks.nullable().optional(),
  /** As in `VersionView`. */
  undoneBy: z.object({ id: Id, number: z.int() }).nullable().optional(),
  proofs: ProofPicture.array().optional(),
})
export type MessageVersion = z.infer<typeof MessageVersion>

export const AgentMessage = z.object({
  ...messageBase,
  from: z.literal('agent'),
  runId: Id,
  /** The message that the run is for. */
  answers: Id,
  /** That message's authors. */
  authors: Person.array(),
  model: z.string(),
  status: RunStatus,
  steps: RecordStep.array(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  error: z.object({ code: ErrorCode, message: z.string() }).nullable(),
  stoppedBy: Person.nullable(),
  version: MessageVersion.nullable(),
})

export const RecordMessage = z.discriminatedUnion('from', [PersonMessage, AgentMessage])
export type RecordMessage = z.infer<typeof RecordMessage>
