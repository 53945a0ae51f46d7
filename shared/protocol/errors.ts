import { z } from 'zod'

/**
 * The closed list of what can go wrong, as clients see it.
 * `retry` says what a repeat can do: `never` (change something first), `later` (the same call may succeed), `signin`.
 */
export const errorCodes = {
  bad_input: { retry: 'never' },
  not_signed_in: { retry: 'signin' },
  /** Also the answer for things that exist but aren't yours: the two can't be told apart. */
  not_found: { retry: 'never' },
  forbidden: { retry: 'never' },
  conflict: { retry: 'never' },
  /** The server has not got the draft that its sender saw. */
  draft_late: { retry: 'later' },
  rate_limited: { retry: 'later' },
  model_refused: { retry: 'never' },
  model_unreachable: { retry: 'later' },
  model_cut: { retry: 'later' },
  model_timeout: { retry: 'later' },
  sandbox_failed: { retry: 'later' },
  run_timeout: { retry: 'later' },
  step_limit: { retry: 'later' },
  internal: { retry: 'later' },
} as const satisfies Record<string, { retry: 'never' | 'later' | 'signin' }>

export type ErrorCode = keyof typeof errorCodes
export const ErrorCode = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]])

/** An error with a code of the closed list; its message is shown to people as it is. */
export class AppError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
  }
}
