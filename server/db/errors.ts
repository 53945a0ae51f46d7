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

/** Returns one line. */
export function errorText(error: unknown): string {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error
  return String(hasMessage ? error.message : error).replaceAll(/\s*\n\s*/g, ' ')
}
