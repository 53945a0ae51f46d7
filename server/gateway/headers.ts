import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { mayBeSet, type ReservedCookies, withoutReserved } from './cookies.ts'

/** RFC 9110, 7.6.1: what concerns one connection only. `expect` is answered by the gateway itself. */
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

/** What would change more than the preview's own origin: cookies and storage of a whole site, TLS of a whole host. */
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

/** The status of a sandbox's answer for the browser. The parser takes any three digits; what ends no request counts as 502. */
export function finalStatus({ statusCode = 502 }: IncomingMessage): number {
  return statusCode >= 200 && statusCode <= 599 ? statusCode : 502
}

/** The request's headers as the sandbox sees them. `host` replaces the Host header where it is given. */
export function towardsSandbox(
  headers: IncomingHttpHeaders,
  isReserved: ReservedCookies,
  host: string | undefined,
): OutgoingHttpHeaders {
  const { cookie, ...passed } = Object.fromEntries(endToEnd(headers))
  const kept = typeof cookie === 'string' ? withoutReserved(cookie, isReserved) : undefined
  return {
    ...passed,
    ...(kept === undefined ? {} : { cookie: kept }),
    ...(host === undefined ? {} : { host }),
    ...(headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' }),
  }
}

/**
 * The sandbox's headers as the browser sees them: cookies that reach beyond the preview are taken out, and a policy is added
 * that lets only the app frame it. A comma parts policies, and each is enforced: the page's own stays whole.
 */
export function towardsBrowser(
  headers: IncomingHttpHeaders,
  isReserved: ReservedCookies,
  frameAncestors: string,
): OutgoingHttpHeaders {
  const passed: OutgoingHttpHeaders = Object.fromEntries(
    endToEnd(headers).filter(([name]) => !beyondOrigin.has(name)),
  )
  const cookies = (headers['set-cookie'] ?? []).filter((each) => mayBeSet(each, isReserved))
  if (cookies.length > 0) passed['set-cookie'] = cookies
  else delete passed['set-cookie']
  const own = headers['content-security-policy']
  const framing = `frame-ancestors ${frameAncestors}`
  passed['content-security-policy'] = own === undefined ? framing : `${String(own)}, ${framing}`
  return passed
}
