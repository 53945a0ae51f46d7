import type { Db } from '../../drizzle/types.ts'
import type { AppInfo } from '../../shared/protocol/app-info.ts'
import type { Auth, SignedIn } from '../auth/auth.ts'
import type { Bus } from '../bus/bus.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { LockSession } from '../events/session-transaction.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { Agent } from '../agent-port/agent.ts'
import type { Sandboxes } from '../sandbox/port.ts'
import type { TreeEntry } from '../versions/working-tree.ts'
import type { AccessWatch } from '../access/access-watch.ts'
import type { Clock } from '../lib/clock.ts'

/** What the procedures stand on: the server's parts, the same for every request. */
export interface Services {
  db: Db
  bus: Bus
  lockSession: LockSession
  rooms: Rooms
  auth: Auth
  access: AccessWatch
  agent: Agent
  sandboxes: Sandboxes
  gateway: Pick<Gateway, 'previewAddress'>
  /** What a new session begins with. */
  template: { hash: string; entries: TreeEntry[] }
  info: AppInfo
  clock: Clock
  /** Resolves when the server begins to shut down. */
  closing: AbortSignal
  log: { error(details: object, message: string): void }
}

/** A request: who asks, from where, and how it answers with cookies. */
export interface ApiContext {
  services: Services
  signedIn: SignedIn | null
  /** The Host that the browser asked for, with its port. */
  host: string
  /** Adds a Set-Cookie to the answer; does nothing on a WebSocket. */
  setCookie(value: string): void
  /** Counts an attempt to get in. Throws AppError rate_limited where this address has made too many. */
  countEntry(): Promise<void>
  /** Counts a try with a token of an invite or a share link. Throws AppError rate_limited likewise. */
  countToken(): Promise<void>
}
