import type { ErrorCode } from '../../shared/protocol/errors.ts'
import { storable } from '../../shared/storable.ts'
import { truncate } from '../../shared/truncate.ts'
import { withoutCredentials } from '../lib/secrets.ts'
import { words } from '../lib/words.ts'

/** The message is for users. `again`: a retry within seconds may succeed. */
export class ModelError extends Error {
  readonly code: ErrorCode
  readonly again: boolean
  constructor(
    code: ErrorCode,
    message: string,
    options: { again?: boolean; cause?: unknown } = {},
  ) {
    super(withoutCredentials(message), { cause: options.cause })
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

/** Shortens the provider's message, which may repeat the key. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const short = withoutCredentials(text)
    .replace(/\s*Troubleshooting URL: \S+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return storable(truncate(short, 300))
}

function byStatus(status: number, host: string, error: unknown): ModelError {
  const cause = { cause: error }
  if (status === 401 || status === 403) {
    return new ModelError('model_refused', words.model.keyRefused(host, status), cause)
  }
  if (status === 429) {
    return new ModelError('rate_limited', words.model.rateLimited(host), cause)
  }
  if (status >= 500 || status === 408 || status === 409) {
    const message = words.model.hostProblem(host, status)
    return new ModelError('model_unreachable', message, { again: true, ...cause })
  }
  return new ModelError('model_refused', words.model.requestRefused(host, reasonOf(error)), cause)
}

/** `began`: part of the response had arrived. */
export function toModelError(error: unknown, host: string, began: boolean): ModelError {
  for (const link of chain(error)) if (link instanceof ModelError) return link
  const status = statusOf(error)
  if (status !== null) return byStatus(status, host, error)
  const code = codeOf(error)
  if (code !== null && !began) {
    return new ModelError('model_unreachable', words.model.unreachable(host, code), {
      cause: error,
    })
  }
  return new ModelError('model_cut', words.model.brokeOffBecause(host, reasonOf(error)), {
    again: true,
    cause: error,
  })
}
