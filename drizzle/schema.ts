import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { Picked } from '../shared/protocol/anchor.ts'
import type { AuthorRange } from '../shared/protocol/draft.ts'
import type { DurableEvent } from '../shared/protocol/events.ts'
import type { FileChangeKind } from '../shared/protocol/file-change-kind.ts'
import type { SandboxState } from '../shared/protocol/session-state.ts'
import type { ErrorCode } from '../shared/protocol/errors.ts'
import type { QueuedDelivery } from '../shared/protocol/delivery.ts'
import type { SuggestionState } from '../shared/protocol/suggestion.ts'
import type { RunStatus } from '../shared/protocol/run-status.ts'
import type { GivenRole, LinkRole, Role } from '../shared/roles.ts'
import { storableJson } from '../shared/storable.ts'

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
})
/**
 * JSON of which no string can make a write fail: texts come from models, files and pages, and are cut in the middle of what is
 * one character to people.
 */
const jsonb = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'jsonb',
  toDriver: storableJson,
  fromDriver: (value) => (typeof value === 'string' ? JSON.parse(value) : value),
})
function at(name: string) {
  return timestamp(name, { withTimezone: true, mode: 'date' })
}
function createdAt() {
  return at('created_at').notNull().defaultNow()
}
function seq(name: string) {
  return bigint(name, { mode: 'number' })
}

export const users = pgTable('users', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  /** Lower case. Null for guests and for who came by GitHub without a public address. */
  email: text('email').unique(),
  passwordHash: text('password_hash'),
  githubId: text('github_id').unique(),
  guest: boolean('guest').notNull(),
  createdAt: createdAt(),
})

export const authSessions = pgTable(
  'auth_sessions',
  {
    id: text('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    expiresAt: at('expires_at').notNull(),
  },
  (table) => [index().on(table.userId)],
)

export const workspaces = pgTable('workspaces', {
  id: uuid('id').primaryKey(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  createdAt: createdAt(),
})

export const members = pgTable(
  'members',
  {
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role').$type<Role>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.userId] }),
    index().on(table.userId),
    uniqueIndex('members_one_owner').on(table.workspaceId).where(sql`role = 'owner'`),
  ],
)

/** A link by which people join a workspace. Of its token only the SHA-256 is kept, in hex. */
export const invites = pgTable(
  'invites',
  {
    id: uuid('id').primaryKey(),
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    tokenHash: text('token_hash').notNull().unique(),
    role: text('role').$type<GivenRole>().notNull(),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
    expiresAt: at('expires_at'),
    maxUses: integer('max_uses'),
    /** Counted in the transaction that lets somebody in. */
    uses: integer('uses').notNull().default(0),
    revokedAt: at('revoked_at'),
  },
  (table) => [index().on(table.workspaceId)],
)

/** The row that is locked first by every transaction that changes what is ordered within a session. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => users.id),
    /** The id of the model that its next runs use. */
    model: text('model').notNull(),
    /** The seq of its newest event. */
    lastSeq: seq('last_seq').notNull().default(0),
    /** Names the preview's host; can't be guessed. Lower-case letters and digits. */
    previewId: text('preview_id').notNull().unique(),
    sandboxId: text('sandbox_id'),
    sandboxState: text('sandbox_state').$type<SandboxState>().notNull().default('asleep'),
    sandboxMessage: text('sandbox_message'),
    headVersionId: uuid('head_version_id'),
    /** The session whose version it began with, where that is not the template. */
    forkedFrom: uuid('forked_from'),
    /** Who has the queue wait; null while it goes on. */
    queuePausedBy: uuid('queue_paused_by').references(() => users.id),
    createdAt: createdAt(),
    changedAt: at('changed_at').notNull().defaultNow(),
    deletedAt: at('deleted_at'),
  },
  (table) => [index().on(table.workspaceId, table.changedAt)],
)

/** A link by which people from outside of the workspace come to one session. */
export const shareLinks = pgTable(
  'share_links',
  {
    id: uuid('id').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    tokenHash: text('token_hash').notNull().unique(),
    role: text('role').$type<LinkRole>().notNull(),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
    revokedAt: at('revoked_at'),
  },
  (table) => [index().on(table.sessionId)],
)

/** That somebody came by a share link, and so may what it gives. Deleted when it is revoked. */
export const grants = pgTable(
  'grants',
  {
    linkId: uuid('link_id')
      .notNull()
      .references(() => shareLinks.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.linkId, table.userId] }), index().on(table.userId)],
)

export const events = pgTable(
  'events',
  {
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    seq: seq('seq').notNull(),
    event: jsonb('event').$type<DurableEvent>().notNull(),
    at: at('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.seq] })],
)

/** What a model was asked about a run and another one, while their messages were those that hash to `texts`. */
export type Judgement = { runId: string; texts: string } & (
  | { is: 'asked'; until: string }
  /** What the two pull at; null where it found nothing, or gave no answer. */
  | { is: 'answered'; over: string | null }
)

export const runs = pgTable(
  'runs',
  {
    id: uuid('id').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    /** The person's message that it answers. */
    messageId: uuid('message_id').notNull(),
    /** The agent's message that it writes. */
    replyId: uuid('reply_id').notNull(),
    authorId: uuid('author_id')
      .notNull()
      .references(() => users.id),
    model: text('model').notNull(),
    status: text('status').$type<RunStatus>().notNull(),
    /** How its message is to be given to the agent. `steer` holds while another run works, and is `after` at its end. */
    delivery: text('delivery').$type<QueuedDelivery>().notNull().default('after'),
    /** Where its message went instead: a run (steered, merged) or a session (forked). */
    handedTo: uuid('handed_to'),
    /** For a steered one: the step before which the run was given it. */
    handedStep: integer('handed_step'),
    /** Runs with which it clashes, and about which people have decided. */
    cleared: jsonb('cleared').$type<string[]>().notNull().default([]),
    /** What a model was asked about it and others that run or wait, and what it found. */
    judged: jsonb('judged').$type<Judgement[]>().notNull().default([]),
    /** Place among the waiting runs of its session, rising. */
    position: integer('position').notNull(),
    /** The lease's number: rises with each attempt. A write that carries an older one is refused. */
    lease: integer('lease').notNull().default(0),
    leaseOwner: text('lease_owner'),
    leaseUntil: at('lease_until'),
    /** How long attempts have worked on it, in milliseconds; counted when its lease is renewed. */
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
    /** Who wrote it; for the agent's messages: who asked. */
    authorId: uuid('author_id')
      .notNull()
      .references(() => users.id),
    runId: uuid('run_id').references(() => runs.id, { onDelete: 'cascade' }),
    /** A person's text. The agent's text is in its steps. */
    text: text('text').notNull(),
    /** Everybody who wrote a part of it; a person's message has at least one. For the agent's: who asked. */
    authors: jsonb('authors').$type<string[]>().notNull(),
    /** The seq of the event with which it came to be: the order of the chat. */
    order: seq('order').notNull(),
    at: at('at').notNull(),
  },
  (table) => [uniqueIndex().on(table.sessionId, table.order), index().on(table.runId)],
)

/** What somebody who may not send proposes to send. */
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
    /** Everybody who wrote a part of it. */
    authors: jsonb('authors').$type<string[]>().notNull(),
    text: text('text').notNull(),
    state: text('state').$type<SuggestionState>().notNull(),
    decidedBy: uuid('decided_by').references(() => users.id),
    /** Why it was declined. */
    reason: text('reason'),
    /** The message that came of it. */
    messageId: uuid('message_id'),
    /** Its author has seen that it was declined. */
    seen: boolean('seen').notNull().default(false),
    at: at('at').notNull(),
  },
  (table) => [index().on(table.sessionId, table.state), index().on(table.messageId)],
)

/** A model call that has settled, with the tool calls it asked for. */
export const steps = pgTable(
  'steps',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    step: integer('step').notNull(),
    text: text('text').notNull(),
    /** What the model asked for, as it asked. */
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
    /** The whole result; null while it runs. */
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

/** The timeline: one row for each thing worth a line. */
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

/** Text of a step that has not settled, flushed now and then, so that a gap in the tokens can be fetched. */
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

/** The draft doc, merged from what all nodes have. */
export const drafts = pgTable('drafts', {
  sessionId: uuid('session_id')
    .primaryKey()
    .references(() => sessions.id, { onDelete: 'cascade' }),
  /** One Yjs update. */
  state: bytea('state').notNull(),
  /** Who brought which stretch of it. */
  authors: jsonb('authors').$type<AuthorRange[]>().notNull().default([]),
  /** Rises with each change of the row. */
  revision: integer('revision').notNull().default(0),
  /** The message or suggestion that was taken out last, and what that deleted: an encoded Yjs snapshot. */
  takenBy: uuid('taken_by'),
  taken: bytea('taken'),
})

export const blobs = pgTable('blobs', {
  /** SHA-256 of the content, hex. */
  hash: text('hash').primaryKey(),
  content: bytea('content').notNull(),
  size: integer('size').notNull(),
})

/** The working tree: the session's files now. */
export const workingFiles = pgTable(
  'working_files',
  {
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    path: text('path').notNull(),
    hash: text('hash')
      .notNull()
      .references(() => blobs.hash),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.path] })],
)

/** An immutable tree; `hash` is the SHA-256 over its sorted `path NUL blob LF` lines. */
export const trees = pgTable('trees', {
  hash: text('hash').primaryKey(),
  files: jsonb('files').$type<Array<{ path: string; hash: string }>>().notNull(),
})

export const versions = pgTable(
  'versions',
  {
    id: uuid('id').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    /** 0 is what the session began with. */
    number: integer('number').notNull(),
    parentId: uuid('parent_id'),
    treeHash: text('tree_hash')
      .notNull()
      .references(() => trees.hash),
    runId: uuid('run_id').unique(),
    authors: jsonb('authors').$type<string[]>().notNull(),
    reason: text('reason').notNull(),
    at: at('at').notNull(),
  },
  (table) => [uniqueIndex().on(table.sessionId, table.number)],
)

/** Comments on elements of the preview. */
export const pins = pgTable(
  'pins',
  {
    id: uuid('id').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    /** Counts the session's pins from 1. */
    number: integer('number').notNull(),
    authorId: uuid('author_id')
      .notNull()
      .references(() => users.id),
    /** What it is about, as the page told. */
    element: jsonb('element').$type<Picked>().notNull(),
    resolvedBy: uuid('resolved_by').references(() => users.id),
    resolvedAt: at('resolved_at'),
    /** The message with which it was handed to the agent last. */
    messageId: uuid('message_id'),
    /** The seq of the event with which it came to be. */
    order: seq('order').notNull(),
    at: at('at').notNull(),
  },
  (table) => [uniqueIndex().on(table.sessionId, table.number)],
)

export const pinComments = pgTable(
  'pin_comments',
  {
    id: uuid('id').primaryKey(),
    pinId: uuid('pin_id')
      .notNull()
      .references(() => pins.id, { onDelete: 'cascade' }),
    authorId: uuid('author_id')
      .notNull()
      .references(() => users.id),
    text: text('text').notNull(),
    at: at('at').notNull(),
  },
  (table) => [index().on(table.pinId, table.at)],
)

/** What a session's preview looks like, for its card. */
export const sessionPictures = pgTable('session_pictures', {
  sessionId: uuid('session_id')
    .primaryKey()
    .references(() => sessions.id, { onDelete: 'cascade' }),
  /** The number of the version that it shows. */
  version: integer('version').notNull(),
  image: bytea('image').notNull(),
  type: text('type').$type<'image/webp' | 'image/png' | 'image/jpeg'>().notNull(),
  at: at('at').notNull(),
})
