/** Sent as `{code, message}` with HTTP status `code`. */
export class ApiError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.name = 'ApiError'
    this.code = code
  }
}

export class SandboxGoneError extends Error {
  readonly sandboxId: string

  /** `why`: why the sandbox ended, if known. */
  constructor(sandboxId: string, why = 'The sandbox was not found') {
    super(why)
    this.name = 'SandboxGoneError'
    this.sandboxId = sandboxId
  }
}

/** Nothing listens on the port, or it isn't allowed. */
export class PortClosedError extends Error {
  readonly sandboxId: string
  readonly port: number

  constructor(sandboxId: string, port: number) {
    super('The sandbox is running but port is not open')
    this.name = 'PortClosedError'
    this.sandboxId = sandboxId
    this.port = port
  }
}
