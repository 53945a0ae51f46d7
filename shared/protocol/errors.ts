import { z } from 'zod'

/** `retry`: `never` (something has to change first), `later` (the same call may succeed), `signin` (after signing in). */
export const errorCodes = {
  bad_input: { retry: 'never' },
  not_signed_in: { retry: 'signin' },
  /** The browser sent back no cookie: a repeat succeeds unless it blocks them. */
  no_cookie: { retry: 'later' },
  /** Also for things the caller has no access to. */
  not_found: { retry: 'never' },
  forbidden: { retry: 'never' },
  conflict: { retry: 'never' },
  /** The server hasn't received the draft that its sender saw. */
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

/** People read its message unchanged. */
export class AppError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
  }
}
