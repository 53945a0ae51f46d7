import { errorText } from '../lib/describe-error.ts'

/** Another process or handle holds DATA_DIR. `pid` is null if the holder left no note. */
export class DataDirLockedError extends Error {
  override readonly name = 'DataDirLockedError'
  readonly dataDir: string
  readonly pid: number | null

  constructor(dataDir: string, pid: number | null) {
    const holder = pid === null ? 'another process' : `process ${pid}`
    super(
      `DATA_DIR ${dataDir} is in use by ${holder}; stop it, or set DATA_DIR to another directory`,
    )
    this.dataDir = dataDir
    this.pid = pid
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
  override readonly name = 'DatabaseUnreachableError'
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
