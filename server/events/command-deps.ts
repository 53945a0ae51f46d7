import type { Bus } from '../bus/bus.ts'
import type { LockSession } from './session-transaction.ts'

/** What commands on a session need. */
export interface CommandDeps {
  lockSession: LockSession
  bus: Bus
}
