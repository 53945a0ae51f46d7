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
import type { GivenRole, Role } from '../../shared/roles.ts'
import { text, at, createdAt } from './columns.ts'

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
