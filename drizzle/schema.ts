import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
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
import { storable, storableJson } from '../shared/storable.ts'

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
})
/**
 * Both replace NUL and halves of surrogate pairs, which Postgres rejects: texts come from people,
 * models, files and pages, and may be cut anywhere.
 */
const text = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: storable,
})
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

/** One row. */
export const installation = pgTable('installation', {
  /** A part of the cookies' names. */
  id: text('id').primaryKey(),
  only: boolean('only').notNull().default(true).unique(),
})

export const users = pgTable('users', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  /** As `canonicalEmail` has it. Null for guests, and for GitHub users without a public address. */
  email: text('email').unique(),
  passwordHash: text('password_hash'),
  githubId: text('github_id').unique(),
  /** Issuer and subject, with a space between. */
  oidcId: text('oidc_id').unique(),
  /** The person has shown that the address is theirs. */
  emailVerified: boolean('email_verified').notNull().default(false),
  guest: boolean('guest').notNull(),
  /** The account that this guest signed in to. */
  movedTo: uuid('moved_to'),
  createdAt: createdAt(),
  /** The row stays, without personal data: messages name it as author. */
  deletedAt: at('deleted_at'),
  /** To about a day. Kept for guests only: those without use are removed. */
  usedAt: at('used_at').notNull().defaultNow(),
})

export const authSessions = pgTable(
  'auth_sessions',
  {
    id: text('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    expiresAt: at('expires_at').notNull(),
    /** Such as "Firefox on Windows". */
    browser: text('browser'),
    createdAt: createdAt(),
    /** A few minutes behind. */
    usedAt: at('used_at').notNull().defaultNow(),
  },
  (table) => [index().on(table.userId)],
)

/** Links to set a new password, by the token's SHA-256, in hex. Deleted by their use. */
export const resetLinks = pgTable(
  'reset_links',
  {
    tokenHash: text('token_hash').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The address that it was sent to. */
    sentTo: text('sent_to'),
    /** The admin that made it, and for which workspace. Null: sent by e-mail, or the operator's. */
    createdBy: uuid('created_by').references(() => users.id, { onDelete: 'cascade' }),
    workspaceId: uuid('workspace_id').references(() => workspaces.id, { onDelete: 'cascade' }),
    createdAt: createdAt(),
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
    /** The invite that they joined by. Null for founders, and for members from before this column. */
    inviteId: uuid('invite_id'),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.userId] }),
    index().on(table.userId),
    uniqueIndex('members_one_owner').on(table.workspaceId).where(sql`role = 'owner'`),
  ],
)

/** Workspace invite links. Stores only the token's SHA-256, in hex. */
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
    /** Incremented in the transaction that adds the member. */
    uses: integer('uses').notNull().default(0),
    revokedAt: at('revoked_at'),
  },
  (table) => [index().on(table.workspaceId)],
)

/**
 * Links made until `at` give this person nothing (left, removed), or nothing above their role
 * (demoted). Kept when they join again; only a newer link counts.
 */
export const cutoffs = pgTable(
  'cutoffs',
  {
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    why: text('why').$type<'left' | 'removed' | 'demoted'>().notNull(),
    at: at('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.userId] })],
)

/** Transactions that change something ordered within a session lock this row first. */
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
    /** Used by the next runs. */
    model: text('model').notNull(),
    /** The newest event's seq. */
    lastSeq: seq('last_seq').notNull().default(0),
    /** The preview's host name: unguessable, lower-case letters and digits. */
    previewId: text('preview_id').notNull().unique(),
    sandboxId: text('sandbox_id'),
    sandboxState: text('sandbox_state').$type<SandboxState>().notNull().default('asleep'),
    sandboxMessage: text('sandbox_message'),
    headVersionId: uuid('head_version_id'),
    /** Null if it began with the template. */
    forkedFrom: uuid('forked_from'),
    /** The user that paused the queue. */
    queuePausedBy: uuid('queue_paused_by').references(() => users.id),
    createdAt: createdAt(),
    changedAt: at('changed_at').notNull().defaultNow(),
    /** In the bin since then; removed with everything of it after `limits.binMs`. */
    deletedAt: at('deleted_at'),
    deletedBy: uuid('deleted_by').references(() => users.id, { onDelete: 'set null' }),
  },
  (table) => [
    index().on(table.workspaceId, table.changedAt),
    index('sessions_in_bin').on(table.deletedAt).where(sql`deleted_at is not null`),
  ],
)

/** Links that give people outside the workspace access to one session. */
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

/** Access from a share link. Deleted when the link is revoked. */
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

/** The draft doc, merged from all nodes. */
export const drafts = pgTable('drafts', {
  sessionId: uuid('session_id')
    .primaryKey()
    .references(() => sessions.id, { onDelete: 'cascade' }),
  /** One Yjs update. */
  state: bytea('state').notNull(),
  authors: jsonb('authors').$type<AuthorRange[]>().notNull().default([]),
  /** Increases with each change of the row. */
  revision: integer('revision').notNull().default(0),
  /** The message or suggestion taken last, and what it deleted, as a Yjs snapshot. */
  takenBy: uuid('taken_by'),
  taken: bytea('taken'),
})

export const blobs = pgTable('blobs', {
  /** SHA-256 of the content, hex. */
  hash: text('hash').primaryKey(),
  content: bytea('content').notNull(),
  size: integer('size').notNull(),
  createdAt: createdAt(),
})

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
  (table) => [primaryKey({ columns: [table.sessionId, table.path] }), index().on(table.hash)],
)

/** An immutable tree; `hash` is the SHA-256 over its sorted `path NUL blob LF` lines. */
export const trees = pgTable(
  'trees',
  {
    hash: text('hash').primaryKey(),
    files: jsonb('files').$type<Array<{ path: string; hash: string }>>().notNull(),
  },
  // finds the trees that name a blob
  (table) => [index('trees_by_blob').using('gin', sql`${table.files} jsonb_path_ops`)],
)

export const versions = pgTable(
  'versions',
  {
    id: uuid('id').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    /** 0 is the session's initial version. */
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
  (table) => [uniqueIndex().on(table.sessionId, table.number), index().on(table.treeHash)],
)

/** Comments on preview elements. */
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
    element: jsonb('element').$type<Picked>().notNull(),
    resolvedBy: uuid('resolved_by').references(() => users.id),
    resolvedAt: at('resolved_at'),
    /** The message that last sent it to the agent. */
    messageId: uuid('message_id'),
    /** Seq of the creating event. */
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

/** Thumbnails of the sessions' previews. */
export const sessionPictures = pgTable('session_pictures', {
  sessionId: uuid('session_id')
    .primaryKey()
    .references(() => sessions.id, { onDelete: 'cascade' }),
  version: integer('version').notNull(),
  image: bytea('image').notNull(),
  type: text('type').$type<'image/webp' | 'image/png' | 'image/jpeg'>().notNull(),
  at: at('at').notNull(),
})
