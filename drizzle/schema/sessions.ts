import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import type { AuthorRange } from '../../shared/protocol/draft.ts'
import type { DurableEvent } from '../../shared/protocol/events.ts'
import type { SandboxState } from '../../shared/protocol/session-state.ts'
import type { LinkRole } from '../../shared/roles.ts'
import { users, workspaces } from './accounts.ts'
import { bytea, text, jsonb, at, createdAt, seq } from './columns.ts'

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
    /** The version of `forkedFrom` that it began with. */
    forkedVersion: uuid('forked_version'),
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

/** When a person last had the session open, for what has changed since. */
export const visits = pgTable(
  'visits',
  {
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The last event that they had. */
    seq: seq('seq').notNull(),
    at: at('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.userId] }), index().on(table.userId)],
)
