import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { cookieOf, gateCookie } from './cookies.ts'

/** Carries a preview's id once, in the first address of a preview that has a port of its own. */
export const gateParameter = '__fegg'

function digest(text: string) {
  return createHash('sha256').update(text).digest('base64url')
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(digest(one)), Buffer.from(digest(other)))
}

/**
 * The door of a preview that has a port of its own. Who scans ports finds nothing: only who knows the preview's id gets in,
 * by the parameter, and then stays in by a cookie. Cookies don't tell ports apart, so each preview's has a name of its own,
 * and its value doesn't give the id away.
 */
export interface PortGate {
  isOpenFor(request: IncomingMessage): boolean
  /** Answers a first address: sets the cookie and leads to the address without the parameter. False where it isn't one. */
  admit(request: IncomingMessage, response: ServerResponse): boolean
}

export function createPortGate(previewId: string): PortGate {
  const name = `${gateCookie}${digest(`name of ${previewId}`).slice(0, 12)}`
  const value = digest(`key of ${previewId}`)
  return {
    isOpenFor: ({ headers }) => isSame(cookieOf(headers.cookie, name) ?? '', value),
    admit(request, response) {
      const url = new URL(request.url ?? '/', 'http://preview')
      const given = url.searchParams.get(gateParameter)
      if (given === null || !isSame(given, previewId)) return false
      url.searchParams.delete(gateParameter)
      response.writeHead(303, {
        // The path alone, and never one that a browser takes for another host.
        location: `${url.pathname.replace(/^\/+/, '/')}${url.search}`,
        'set-cookie': `${name}=${value}; Path=/; HttpOnly; SameSite=Lax`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      })
      response.end()
      return true
    },
  }
}
