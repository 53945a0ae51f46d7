import type { ErrorCode } from '../../shared/protocol/errors.ts'
import { storable } from '../../shared/storable.ts'

/** A model call that came to nothing, in the words for people. `again`: the same call may succeed within seconds. */
export class ModelError extends Error {
  readonly code: ErrorCode
  readonly again: boolean
  constructor(
    code: ErrorCode,
    message: string,
    options: { again?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'ModelError'
    this.code = code
    this.again = options.again ?? false
  }
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** An error and all its causes. */
function* chain(error: unknown): Generator<object> {
  let current = error
  for (let depth = 0; depth < 8 && typeof current === 'object' && current !== null; depth += 1) {
    yield current
    current = 'cause' in current ? current.cause : undefined
  }
}

function codeOf(error: unknown): string | null {
  for (const link of chain(error)) {
    if ('code' in link && typeof link.code === 'string' && unreachable.has(link.code))
      return link.code
    if ('errors' in link && Array.isArray(link.errors)) {
      const inner = link.errors.map(codeOf).find((code) => code !== null)
      if (inner) return inner
    }
  }
  return null
}

function statusOf(error: unknown): number | null {
  for (const link of chain(error)) {
    if ('status' in link && typeof link.status === 'number') return link.status
  }
  return null
}

/** What the provider said, short; anything that looks like a key is taken out. */
function words(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const short = text
    .replace(/\s*Troubleshooting URL: \S+/g, '')
    .replace(/\b(?:sk|key|Bearer)[-_ ][\w.*-]{6,}/gi, '…')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300)
  return storable(short)
}

function byStatus(status: number, host: string, error: unknown): ModelError {
  const cause = { cause: error }
  if (status === 401 || status === 403) {
    return new ModelError(
      'model_refused',
      `The key was refused by ${host} (${status}). Check the key that the server was started with.`,
      cause,
    )
  }
  if (status === 429) {
    return new ModelError(
      'rate_limited',
      `${host} takes no more requests for now (429). Wait a little and try again.`,
      cause,
    )
  }
  if (status >= 500 || status === 408 || status === 409) {
    const message = `${host} has trouble of its own (${status}). Try again in a while.`
    return new ModelError('model_unreachable', message, { again: true, ...cause })
  }
  return new ModelError('model_refused', `${host} refused the request: ${words(error)}`, cause)
}

/**
 * Says what went wrong with a model call. `host` is who was asked; `began` whether anything of the answer had come.
 */
export function toModelError(error: unknown, host: string, began: boolean): ModelError {
  if (error instanceof ModelError) return error
  const status = statusOf(error)
  if (status !== null) return byStatus(status, host, error)
  const code = codeOf(error)
  if (code !== null && !began) {
    return new ModelError(
      'model_unreachable',
      `${host} can't be reached (${code}). Check the address and whether the service runs.`,
      { cause: error },
    )
  }
  return new ModelError('model_cut', `The answer of ${host} broke off: ${words(error)}`, {
    again: true,
    cause: error,
  })
}
