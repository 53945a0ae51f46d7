import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { mayBeSet, withoutReserved } from './cookies.ts'

/** RFC 9110, 7.6.1; `expect` is handled by the gateway itself. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
])

/** These affect a whole site's cookies and storage, or a host's TLS. */
const beyondOrigin = new Set(['clear-site-data', 'strict-transport-security', 'alt-svc'])

function endToEnd(headers: IncomingHttpHeaders): Array<[string, string | string[]]> {
  const named = new Set(
    (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()),
  )
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || hopByHop.has(name) || named.has(name) ? [] : [[name, value]],
  )
}

export function hasBody(headers: IncomingHttpHeaders): boolean {
  return (
    headers['transfer-encoding'] !== undefined ||
    (headers['content-length'] !== undefined && headers['content-length'] !== '0')
  )
}

/** The parser accepts any three digits. */
export function finalStatus({ statusCode = 502 }: IncomingMessage): number {
  return statusCode >= 200 && statusCode <= 599 ? statusCode : 502
}

export function towardsSandbox(
  headers: IncomingHttpHeaders,
  host: string | undefined,
): OutgoingHttpHeaders {
  const { cookie, ...passed } = Object.fromEntries(endToEnd(headers))
  const kept = typeof cookie === 'string' ? withoutReserved(cookie) : undefined
  return {
    ...passed,
    ...(kept === undefined ? {} : { cookie: kept }),
    ...(host === undefined ? {} : { host }),
    ...(headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' }),
  }
}

/**
 * Lets only `frameAncestors` frame the preview; null: whom the page itself lets. Browsers enforce each policy of a
 * comma-separated list, so the page's own still holds.
 */
export function towardsBrowser(
  headers: IncomingHttpHeaders,
  frameAncestors: string | null,
): OutgoingHttpHeaders {
  const passed: OutgoingHttpHeaders = Object.fromEntries(
    endToEnd(headers).filter(([name]) => !beyondOrigin.has(name)),
  )
  const cookies = (headers['set-cookie'] ?? []).filter(mayBeSet)
  if (cookies.length > 0) passed['set-cookie'] = cookies
  else delete passed['set-cookie']
  if (frameAncestors === null) return passed
  const own = headers['content-security-policy']
  const framing = `frame-ancestors ${frameAncestors}`
  passed['content-security-policy'] = own === undefined ? framing : `${String(own)}, ${framing}`
  return passed
}
