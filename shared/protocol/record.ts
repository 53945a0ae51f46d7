import { z } from 'zod'
import { Picked } from './anchor.ts'
import { ErrorCode } from './errors.ts'
import { FileChangeKind, RunOutcome, SandboxState } from './events.ts'
import { Id } from '../ids.ts'
import { Person } from './person.ts'
import { ForkedMessage, QueuedRun, Suggestion } from './queue.ts'

export { Person } from './person.ts'
export { QueuedRun } from './queue.ts'

export const ToolSummary = z.object({
  callId: z.string(),
  tool: z.string(),
  title: z.string(),
  state: z.enum(['running', 'ok', 'failed']),
  /** Milliseconds; null while it runs. */
  ms: z.int().nullable(),
  files: z
    .object({ path: z.string(), change: FileChangeKind, added: z.int(), removed: z.int() })
    .array(),
})
export type ToolSummary = z.infer<typeof ToolSummary>

/** One model call and its tool calls. `text` is settled. */
export const RecordStep = z.object({
  step: z.int(),
  text: z.string(),
  tools: ToolSummary.array(),
})
export type RecordStep = z.infer<typeof RecordStep>

/** `steered`, `merged` and `forked` ended before they began: their message went elsewhere. */
export const RunStatus = z.enum([
  'queued',
  'running',
  'stopping',
  'steered',
  'merged',
  'forked',
  ...RunOutcome.options,
])
export type RunStatus = z.infer<typeof RunStatus>

/** Where a message went instead of having a run of its own. */
export const WentTo = z.discriminatedUnion('to', [
  /** Given to a run before this step of it. */
  z.object({ to: z.literal('run'), runId: Id, step: z.int() }),
  /** Part of another message. */
  z.object({ to: z.literal('message') }),
  z.object({ to: z.literal('session'), sessionId: Id }),
])
export type WentTo = z.infer<typeof WentTo>

const messageBase = {
  id: Id,
  /** The event seq at which the message came to be. */
  order: z.int(),
  /** ISO 8601. */
  at: z.string(),
}

export const RecordMessage = z.discriminatedUnion('from', [
  z.object({
    ...messageBase,
    from: z.literal('person'),
    /** Everybody who wrote a part of it, who sent it first. */
    authors: Person.array(),
    text: z.string(),
    /** Where it went instead of having a run of its own. */
    went: WentTo.nullable(),
  }),
  z.object({
    ...messageBase,
    from: z.literal('agent'),
    runId: Id,
    /** The message that the run is for. */
    answers: Id,
    /** Who asked. */
    authors: Person.array(),
    model: z.string(),
    status: RunStatus,
    steps: RecordStep.array(),
    startedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    error: z.object({ code: ErrorCode, message: z.string() }).nullable(),
    /** Who stopped it. */
    stoppedBy: Person.nullable(),
    version: z.object({ id: Id, number: z.int() }).nullable(),
  }),
])
export type RecordMessage = z.infer<typeof RecordMessage>

/** One line of the timeline; the whole result is fetched by id. */
export const RecordActivity = z.object({
  id: Id,
  order: z.int(),
  at: z.string(),
  kind: z.enum(['message', 'run', 'tool', 'version', 'sandbox', 'error', 'pin']),
  title: z.string(),
  /** For `tool`: the tool's name. */
  tool: z.string().nullable(),
  state: z.enum(['running', 'ok', 'failed']),
  ms: z.int().nullable(),
  person: Person.nullable(),
  runId: Id.nullable(),
})
export type RecordActivity = z.infer<typeof RecordActivity>

export const PinComment = z.object({
  id: Id,
  author: Person,
  text: z.string(),
  /** ISO 8601. */
  at: z.string(),
})
export type PinComment = z.infer<typeof PinComment>

/** A comment on an element of the preview, with what was answered to it. */
export const RecordPin = z.object({
  id: Id,
  order: z.int(),
  at: z.string(),
  /** Counts the session's pins from 1. */
  number: z.int(),
  author: Person,
  element: Picked,
  /** Oldest first. */
  comments: PinComment.array(),
  resolved: z.object({ by: Person, at: z.string() }).nullable(),
  /** The message with which it was handed to the agent last. */
  messageId: Id.nullable(),
})
export type RecordPin = z.infer<typeof RecordPin>

export const SessionState = z.enum(['creating', 'ready', 'busy', 'asleep', 'error'])
export type SessionState = z.infer<typeof SessionState>

export const RecordMeta = z.object({
  /** The seq that is folded in: a tab subscribes from there. */
  seq: z.int(),
  epoch: z.string(),
  name: z.string(),
  model: z.string(),
  state: SessionState,
  sandbox: z.object({ state: SandboxState, message: z.string().nullable() }),
  /** Changes with the preview's address. Who found the address under another mark has to ask for it again. */
  previewMark: z.string(),
  /** The run that has the session now. */
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
  /** Who has the queue wait; null while it goes on. */
  queuePausedBy: Person.nullable(),
  forks: ForkedMessage.array(),
  suggestions: Suggestion.array(),
  messageCount: z.int(),
  activityCount: z.int(),
})
export type RecordMeta = z.infer<typeof RecordMeta>

/**
 * The record doc's shape: `meta` is a Y.Map with the key `value` (RecordMeta); `messages`, `activity` and `pins` are Y.Maps from
 * id to RecordMessage, RecordActivity and RecordPin, plain JSON values, replaced whole. Written by the server alone.
 */
export const recordMaps = {
  meta: 'meta',
  messages: 'messages',
  activity: 'activity',
  pins: 'pins',
} as const

/**
 * Names of a session's docs on the wire: the path is `/yjs/<name>`. Who holds something of a record names its epoch; who holds
 * nothing takes whichever the node has.
 */
export const docName = {
  record: (sessionId: Id, epoch?: string) =>
    epoch === undefined ? `record/${sessionId}` : `record/${sessionId}/${epoch}`,
  draft: (sessionId: Id) => `draft/${sessionId}`,
}

/** The draft doc: one Y.Text that all who may propose write in. */
export const draftText = 'prompt'
