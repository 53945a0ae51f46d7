import type { Bus } from '../bus/bus.ts'
import type { LockSession } from './session-transaction.ts'

export interface CommandDeps {
  lockSession: LockSession
  bus: Bus
}
