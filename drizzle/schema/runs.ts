import { sql } from 'drizzle-orm'
import {
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { FileChangeKind } from '../../shared/protocol/file-change-kind.ts'
import type { ErrorCode } from '../../shared/protocol/errors.ts'
import type { QueuedDelivery } from '../../shared/protocol/delivery.ts'
import type { SuggestionState } from '../../shared/protocol/suggestion.ts'
import type { RunAction } from '../../shared/protocol/run-action.ts'
import type { RunStatus } from '../../shared/protocol/run-status.ts'
import type { VersionChecks } from '../../shared/protocol/version-view.ts'
import { users } from './accounts.ts'
import { sessions } from './sessions.ts'
import { text, jsonb, at, seq } from './columns.ts'

/** Whether a model thinks that two runs conflict. `texts` is the hash of both messages. */
export type Judgement = { runId: string; texts: string } & (
  | { is: 'asked'; until: string }
  /** What they conflict about; null for none or a failed judgement. */
  | { is: 'answered'; over: string | null }
)

export const runs = pgTable(
  'runs',
  {
    id: uuid('id').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    messageId: uuid('message_id').notNull(),
    replyId: uuid('reply_id').notNull(),
    authorId: uuid('author_id')
      .notNull()
      .references(() => users.id),
    model: text('model').notNull(),
    status: text('status').$type<RunStatus>().notNull(),
    /** `steer` applies while another run works and becomes `after` when that run ends. */
    delivery: text('delivery').$type<QueuedDelivery>().notNull().default('after'),
    /** A change of versions that the run makes, before the agent if that is asked for. Null: the agent's work alone. */
    action: jsonb('action').$type<RunAction>(),
    /** What the last check found, if no file has changed since. */
    checks: jsonb('checks').$type<VersionChecks>(),
    /** The run (steered, merged) or session (forked) that took the message. */
    handedTo: uuid('handed_to'),
    /** If steered: the other run received it before this step. */
    handedStep: integer('handed_step'),
    /** Conflicting runs that users have decided about. */
    cleared: jsonb('cleared').$type<string[]>().notNull().default([]),
    judged: jsonb('judged').$type<Judgement[]>().notNull().default([]),
    /** Ascending order in the queue. */
    position: integer('position').notNull(),
    /** Increases per attempt. Writes with an older lease are refused. */
    lease: integer('lease').notNull().default(0),
    leaseOwner: text('lease_owner'),
    leaseUntil: at('lease_until'),
    /** Working time of all attempts; updated when the lease is renewed. */
    activeMs: integer('active_ms').notNull().default(0),
    stoppedBy: uuid('stopped_by').references(() => users.id),
    errorCode: text('error_code').$type<ErrorCode>(),
    errorMessage: text('error_message'),
    queuedAt: at('queued_at').notNull(),
    startedAt: at('started_at'),
    endedAt: at('ended_at'),
  },
  (table) => [
    index().on(table.sessionId, table.position),
    index().on(table.handedTo),
    index().on(table.status, table.leaseUntil),
    uniqueIndex('runs_one_at_a_time')
      .on(table.sessionId)
      .where(sql`status in ('running', 'stopping')`),
  ],
)

export const messages = pgTable(
  'messages',
  {
    id: uuid('id').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    from: text('from').$type<'person' | 'agent'>().notNull(),
    /** For the agent's messages: the user that asked. */
    authorId: uuid('author_id')
      .notNull()
      .references(() => users.id),
    runId: uuid('run_id').references(() => runs.id, { onDelete: 'cascade' }),
    /** The agent's text is in its steps. */
    text: text('text').notNull(),
    /** At least one. For the agent's messages: the user that asked. */
    authors: jsonb('authors').$type<string[]>().notNull(),
    /** Seq of the creating event: the order of the chat. */
    order: seq('order').notNull(),
    at: at('at').notNull(),
  },
  (table) => [uniqueIndex().on(table.sessionId, table.order), index().on(table.runId)],
)

/** Messages proposed by users that may not send. */
export const suggestions = pgTable(
  'suggestions',
  {
    id: uuid('id').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    authorId: uuid('author_id')
      .notNull()
      .references(() => users.id),
    authors: jsonb('authors').$type<string[]>().notNull(),
    text: text('text').notNull(),
    state: text('state').$type<SuggestionState>().notNull(),
    decidedBy: uuid('decided_by').references(() => users.id),
    reason: text('reason'),
    /** The message it became. */
    messageId: uuid('message_id'),
    /** Its author has seen that it was declined. */
    seen: boolean('seen').notNull().default(false),
    at: at('at').notNull(),
  },
  (table) => [index().on(table.sessionId, table.state), index().on(table.messageId)],
)

export const steps = pgTable(
  'steps',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    step: integer('step').notNull(),
    text: text('text').notNull(),
    toolCalls: jsonb('tool_calls')
      .$type<Array<{ id: string; name: string; args: Record<string, unknown> }>>()
      .notNull(),
    inputTokens: integer('input_tokens').notNull().default(0),
    outputTokens: integer('output_tokens').notNull().default(0),
    at: at('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.step] })],
)

export const toolCalls = pgTable(
  'tool_calls',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    callId: text('call_id').notNull(),
    step: integer('step').notNull(),
    tool: text('tool').notNull(),
    title: text('title').notNull(),
    /** Null while it runs. */
    result: text('result'),
    ok: boolean('ok'),
    files: jsonb('files')
      .$type<Array<{ path: string; change: FileChangeKind; added: number; removed: number }>>()
      .notNull()
      .default([]),
    startedAt: at('started_at').notNull(),
    endedAt: at('ended_at'),
  },
  (table) => [primaryKey({ columns: [table.runId, table.callId] })],
)

export const activity = pgTable(
  'activity',
  {
    id: uuid('id').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    order: seq('order').notNull(),
    kind: text('kind')
      .$type<'message' | 'run' | 'tool' | 'version' | 'sandbox' | 'error' | 'pin'>()
      .notNull(),
    title: text('title').notNull(),
    tool: text('tool'),
    callId: text('call_id'),
    runId: uuid('run_id').references(() => runs.id, { onDelete: 'cascade' }),
    personId: uuid('person_id').references(() => users.id),
    state: text('state').$type<'running' | 'ok' | 'failed'>().notNull(),
    ms: integer('ms'),
    at: at('at').notNull(),
  },
  (table) => [
    uniqueIndex().on(table.sessionId, table.order),
    index().on(table.runId, table.callId),
  ],
)

/** Unsettled steps' text, flushed periodically so that subscribers can fetch missed tokens. */
export const liveTexts = pgTable(
  'live_texts',
  {
    messageId: uuid('message_id').notNull(),
    step: integer('step').notNull(),
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    sessionId: uuid('session_id').notNull(),
    attempt: integer('attempt').notNull(),
    text: text('text').notNull(),
  },
  (table) => [primaryKey({ columns: [table.messageId, table.step] }), index().on(table.sessionId)],
)
