import { index, integer, pgTable, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { Picked } from '../../shared/protocol/anchor.ts'
import { users } from './accounts.ts'
import { sessions } from './sessions.ts'
import { text, jsonb, at, seq } from './columns.ts'

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
