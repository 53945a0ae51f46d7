import {
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { ProofKind } from '../../shared/protocol/proof-picture.ts'
import type { RunOutcome } from '../../shared/protocol/run-status.ts'
import type { VersionChecks, VersionFile, VersionKind } from '../../shared/protocol/version-view.ts'
import type { SandboxState } from '../../shared/protocol/session-state.ts'
import { users } from './accounts.ts'
import { sessions } from './sessions.ts'
import { at, bytea, createdAt, hashes, jsonb, text } from './columns.ts'

export const blobs = pgTable('blobs', {
  /** SHA-256 of the content, hex. */
  hash: text('hash').primaryKey(),
  content: bytea('content').notNull(),
  /** How `content` is stored. */
  encoding: text('encoding').$type<'raw' | 'zstd'>().notNull().default('raw'),
  /** Bytes of the content itself. */
  size: integer('size').notNull(),
  /** Not text. */
  binary: boolean('binary').notNull().default(false),
  createdAt: createdAt(),
})

/** An immutable folder. A tree is its root folder; `hash` is described in `server/versions/folders.ts`. */
export const trees = pgTable(
  'trees',
  {
    hash: text('hash').primaryKey(),
    /** A folder's name ends with a slash. */
    names: text('names').array().notNull(),
    /** In the order of `names`: of blobs, and of folders in this table. */
    hashes: hashes('hashes').notNull(),
  },
  // finds the folders that name a blob or a folder
  (table) => [index('trees_by_child').using('gin', table.hashes)],
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
    /** The second parent after a merge: a version of the other session. */
    mergedId: uuid('merged_id'),
    kind: text('kind').$type<VersionKind>().notNull().default('run'),
    /** How its run ended. */
    outcome: text('outcome').$type<RunOutcome>().notNull().default('done'),
    /** Versions whose changes it took out. Of a restore: the version that it brought back. */
    undoes: jsonb('undoes').$type<string[]>().notNull().default([]),
    treeHash: text('tree_hash')
      .notNull()
      .references(() => trees.hash),
    runId: uuid('run_id').unique(),
    authors: jsonb('authors').$type<string[]>().notNull(),
    reason: text('reason').notNull(),
    /** Against its parent. */
    files: jsonb('files').$type<VersionFile[]>().notNull().default([]),
    /** Null: nothing was checked. */
    checks: jsonb('checks').$type<VersionChecks>(),
    /** Given by a person. */
    name: text('name'),
    starredBy: uuid('starred_by').references(() => users.id, { onDelete: 'set null' }),
    at: at('at').notNull(),
  },
  (table) => [uniqueIndex().on(table.sessionId, table.number), index().on(table.treeHash)],
)

/** Thumbnails of versions' previews. */
export const versionPictures = pgTable('version_pictures', {
  versionId: uuid('version_id')
    .primaryKey()
    .references(() => versions.id, { onDelete: 'cascade' }),
  image: bytea('image').notNull(),
  type: text('type').$type<'image/webp' | 'image/png' | 'image/jpeg'>().notNull(),
  at: at('at').notNull(),
})

/** What a run's app looked like, for people who come later. */
export const versionProofs = pgTable(
  'version_proofs',
  {
    versionId: uuid('version_id')
      .notNull()
      .references(() => versions.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    kind: text('kind').$type<ProofKind>().notNull(),
    caption: text('caption').notNull(),
    /** Pixels. */
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    jpeg: bytea('jpeg').notNull(),
  },
  (table) => [primaryKey({ columns: [table.versionId, table.position] })],
)

/** Which version each line of a file comes from. */
export const blames = pgTable(
  'blames',
  {
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    path: text('path').notNull(),
    /** The file's content. */
    hash: text('hash').notNull(),
    versions: jsonb('versions').$type<string[]>().notNull(),
    /** Runs of lines from the first on: an index in `versions`, and a number of lines. */
    lines: jsonb('lines').$type<Array<[version: number, count: number]>>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.path, table.hash] })],
)

/** Sandboxes that show an older version. They end soon after their last use. */
export const looks = pgTable(
  'looks',
  {
    id: uuid('id').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    versionId: uuid('version_id')
      .notNull()
      .references(() => versions.id, { onDelete: 'cascade' }),
    /** The preview's host name, as in `sessions`. */
    previewId: text('preview_id').notNull().unique(),
    sandboxId: text('sandbox_id'),
    sandboxState: text('sandbox_state').$type<SandboxState>().notNull().default('asleep'),
    sandboxMessage: text('sandbox_message'),
    createdBy: uuid('created_by').references(() => users.id, { onDelete: 'set null' }),
    createdAt: createdAt(),
    usedAt: at('used_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex().on(table.versionId), index().on(table.sessionId)],
)

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
