import type { Db } from '../../drizzle/types.ts'
import type { AppInfo } from '../../shared/protocol/app-info.ts'
import type { Auth, SignedIn } from '../auth/auth.ts'
import type { BrowserKey } from '../auth/browser-key.ts'
import type { Bus } from '../bus/bus.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Looks } from '../looks/looks.ts'
import type { LockSession } from '../events/session-transaction.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { Agent } from '../agent-port/agent.ts'
import type { Sandboxes } from '../sandbox/port.ts'
import type { UndoCheck } from '../runs/check-undo.ts'
import type { KnownTree } from '../versions/versions.ts'
import type { AccessWatch } from '../access/access-watch.ts'
import type { Clock } from '../lib/clock.ts'
import type { Quotas } from '../lib/quotas.ts'
import type { RunWaits } from '../runs/run-waits.ts'
import type { Shortages } from '../lib/shortages.ts'
import type { SocketQuota } from '../lib/socket-quota.ts'

export interface Services {
  db: Db
  bus: Bus
  lockSession: LockSession
  rooms: Rooms
  auth: Auth
  access: AccessWatch
  agent: Agent
  sandboxes: Sandboxes
  checkUndo: UndoCheck
  gateway: Pick<Gateway, 'previewAddress'>
  looks: Pick<Looks, 'open' | 'state'>
  /** A new session's files. */
  template: KnownTree
  info: AppInfo
  quotas: Quotas
  runWaits: RunWaits
  sockets: SocketQuota
  clock: Clock
  shortages: Shortages
  /** Aborted when shutdown begins. */
  closing: AbortSignal
  log: { error(details: object, message: string): void }
}

export interface ApiContext {
  services: Services
  signedIn: SignedIn | null
  /** The Host header, with its port. */
  host: string
  /** Such as "Firefox on Windows". */
  browserName: string | null
  /** Adds a Set-Cookie header. Does nothing on a WebSocket. */
  setCookie(value: string): void
  browser: BrowserKey | null
  /** Throws AppError no_cookie unless the app's browser has sent a cookie of ours. */
  requireCookies(): void
  /** Counts a sign-in attempt. Throws AppError rate_limited. */
  countEntry(): Promise<void>
  /** Counts an attempt to use an invite's or share link's token. Throws AppError rate_limited. */
  countToken(): Promise<void>
  /** Why the caller could not open a WebSocket now; null if they could. */
  socketRefusal(): string | null
}
