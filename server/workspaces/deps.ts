import type { Db } from '../../drizzle/types.ts'
import type { Bus } from '../bus/bus.ts'
import type { InSession } from '../log/session-transaction.ts'

/** What commands on workspaces need. */
export interface WorkspaceDeps {
  db: Db
  bus: Bus
  inSession: InSession
  now: () => Date
}
