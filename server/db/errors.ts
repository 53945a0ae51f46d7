import pg from 'pg'
import { errorText } from '../lib/describe-error.ts'

/** Another process or handle holds DATA_DIR. `pid` and `socketDir` are null if the holder left no note. */
export class DataDirLockedError extends Error {
  override readonly name = 'DataDirLockedError'
  readonly dataDir: string
  readonly pid: number | null
  readonly socketDir: string | null

  constructor(dataDir: string, pid: number | null, socketDir: string | null = null) {
    const holder = pid === null ? 'another process' : `process ${pid}`
    super(
      `DATA_DIR ${dataDir} is in use by ${holder}; stop it, or set DATA_DIR to another directory`,
    )
    this.dataDir = dataDir
    this.pid = pid
    this.socketDir = socketDir
  }
}

export class DataDirNotWritableError extends Error {
  override readonly name = 'DataDirNotWritableError'
  readonly dataDir: string

  constructor(dataDir: string, cause: unknown) {
    super(`DATA_DIR ${dataDir} is not writable: ${errorText(cause)}`, { cause })
    this.dataDir = dataDir
  }
}

/** Malformed DATABASE_URL, or no Postgres responds there. */
export class DatabaseUnreachableError extends Error {
  override readonly name: string = 'DatabaseUnreachableError'
}

/** The database can't serve FeGG; the message says what to change. */
export class DatabaseUnfitError extends DatabaseUnreachableError {
  override readonly name = 'DatabaseUnfitError'
}

/** The migration failed and changed nothing. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'

  constructor(cause: unknown) {
    // drizzle's message is the whole statement; the reason is in its cause.
    const reason = cause instanceof Error && cause.cause ? cause.cause : cause
    super(`the database could not be migrated: ${errorText(reason)}`, { cause })
  }
}

/** Drizzle wraps the driver's error as its cause. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  return sqlState(error.cause)
}

// Connection exceptions, server shutting down or starting, and a primary that became a standby.
const lostCodes = /^(08...|57P0[1-4]|25006|E[A-Z_]+)$/

/** The error names the loss of its connection. */
export function saysLost(error: unknown): boolean {
  return lostCodes.test(sqlState(error) ?? '')
}

const losses = new WeakSet<Error>()

/** Remembers the error of a connection that failed or broke: it may be any of the system's. */
export function markLoss<T>(error: T): T {
  if (error instanceof Error) losses.add(error)
  return error
}

// The driver's own errors have no code.
const lostMessages =
  /^(Connection terminated|Client has encountered a connection error|Query read timeout)/

/** Of any error: it or a cause is the loss of the database. The same work may succeed later. */
export function isDatabaseLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (losses.has(error) || lostMessages.test(error.message)) return true
  if (error instanceof pg.DatabaseError && saysLost(error)) return true
  return isDatabaseLoss(error.cause)
}

/** It or a cause says that Postgres ran out of disk, memory or connections. */
export function isDatabaseShortage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof pg.DatabaseError && /^53[123]00$/.test(error.code ?? '')) return true
  return isDatabaseShortage(error.cause)
}

/** Of an error of the driver: its own, which have no code, mean a loss too. */
export function isConnectionLoss(error: unknown): boolean {
  return sqlState(error) === null || saysLost(error)
}
