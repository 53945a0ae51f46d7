import type { Db } from '../../drizzle/types.ts'
import type { Bus } from '../bus/bus.ts'
import type { LockSession } from '../events/session-transaction.ts'
import type { Clock } from '../lib/clock.ts'

export interface WorkspaceDeps {
  db: Db
  bus: Bus
  lockSession: LockSession
  clock: Clock
}
