import type { Db } from '../../drizzle/types.ts'
import type { Bus } from '../bus/bus.ts'

/** What commands on workspaces need. */
export interface WorkspaceDeps {
  db: Db
  bus: Bus
  now: () => Date
}
