import { z } from 'zod'
import { ErrorCode } from './errors.ts'
import { Id } from '../ids.ts'

/** How a run ended. */
export const RunOutcome = z.enum(['done', 'failed', 'cancelled', 'timed_out'])
export type RunOutcome = z.infer<typeof RunOutcome>

export const SandboxState = z.enum(['starting', 'ready', 'asleep', 'failed'])
export type SandboxState = z.infer<typeof SandboxState>

export const FileChangeKind = z.enum(['created', 'edited', 'deleted'])
export type FileChangeKind = z.infer<typeof FileChangeKind>

/** What happened, without its place. `step` counts a run's model calls from 0. */
const payloads = [
  z.object({ type: z.literal('message_added'), messageId: Id }),
  /** Its text, its authors or where it went. */
  z.object({ type: z.literal('message_changed'), messageId: Id }),
  z.object({ type: z.literal('run_queued'), runId: Id, messageId: Id }),
  z.object({ type: z.literal('run_started'), runId: Id, messageId: Id, attempt: z.int() }),
  z.object({
    type: z.literal('step_settled'),
    runId: Id,
    messageId: Id,
    step: z.int(),
    text: z.string(),
  }),
  z.object({
    type: z.literal('tool_start'),
    runId: Id,
    messageId: Id,
    step: z.int(),
    callId: z.string(),
    tool: z.string(),
    /** One short line for people: a path, a command. */
    title: z.string(),
  }),
  z.object({
    type: z.literal('tool_end'),
    runId: Id,
    messageId: Id,
    step: z.int(),
    callId: z.string(),
    tool: z.string(),
    ok: z.boolean(),
    result: z.string(),
    ms: z.int(),
  }),
  z.object({
    type: z.literal('file_changed'),
    runId: Id.nullable(),
    path: z.string(),
    change: FileChangeKind,
    /** Hash of the content, null when deleted. */
    hash: z.string().nullable(),
    added: z.int(),
    removed: z.int(),
  }),
  z.object({ type: z.literal('preview_ready'), runId: Id.nullable() }),
  z.object({
    type: z.literal('sandbox_state'),
    state: SandboxState,
    message: z.string().nullable(),
  }),
  z.object({ type: z.literal('version_created'), versionId: Id, runId: Id.nullable() }),
  z.object({ type: z.literal('session_changed') }),
  z.object({ type: z.literal('queue_changed') }),
  z.object({ type: z.literal('pin_changed'), pinId: Id }),
  z.object({ type: z.literal('suggestions_changed') }),
  z.object({
    type: z.literal('error'),
    runId: Id.nullable(),
    code: ErrorCode,
    message: z.string(),
  }),
  z.object({ type: z.literal('done'), runId: Id, messageId: Id, outcome: RunOutcome }),
] as const

/** What a run or a person did: stored, numbered, delivered exactly once. */
export const DurableEvent = z.discriminatedUnion('type', payloads)
export type DurableEvent = z.infer<typeof DurableEvent>

/** A durable event at its place: `seq` is dense and rises by one within its session; `at` is ISO 8601. */
export const PlacedEvent = z.object({ seq: z.int(), at: z.string(), event: DurableEvent })
export type PlacedEvent = z.infer<typeof PlacedEvent>

/**
 * Text of the running step. Its place is (messageId, step, attempt, offset): the same token twice does no harm,
 * and a higher attempt replaces the step's text.
 */
export const Token = z.object({
  type: z.literal('token'),
  messageId: Id,
  step: z.int(),
  attempt: z.int(),
  offset: z.int(),
  text: z.string(),
})
export type Token = z.infer<typeof Token>

/** Begins every subscription: the running text of the moment in which it joined. */
export const Snapshot = z.object({
  type: z.literal('snapshot'),
  /** All events up to this seq are behind; what follows begins at the asked-for cursor + 1. */
  seq: z.int(),
  epoch: z.string(),
  live: Token.array(),
})
export type Snapshot = z.infer<typeof Snapshot>

/** One yield of the subscription. Its tracked id is the last durable seq that is behind the reader. */
export const AgentEvent = z.union([
  z.object({ type: z.literal('event'), ...PlacedEvent.shape }),
  Token,
  Snapshot,
])
export type AgentEvent = z.infer<typeof AgentEvent>
