import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type * as schema from './schema.ts'

export type Db = NodePgDatabase<typeof schema>
/** Inside a transaction await only this handle: anything else deadlocks an embedded database. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]
export type SessionRow = typeof schema.sessions.$inferSelect
export type PinRow = typeof schema.pins.$inferSelect
export type RunRow = typeof schema.runs.$inferSelect
