import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { cookieOf, gateCookie } from '../upstream/cookies.ts'

/** Carries the preview's id in its first address in port mode. */
export const gateParameter = '__fegg'

function digest(text: string) {
  return createHash('sha256').update(text).digest('base64url')
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(digest(one)), Buffer.from(digest(other)))
}

/**
 * Protects port mode against port scans: the first request needs the preview's id as a parameter,
 * later ones a cookie. Ports share cookies, so each preview has its own name. The value doesn't
 * reveal the id.
 */
export interface PortGate {
  isOpenFor(request: IncomingMessage): boolean
  /** Sets the cookie and redirects to the address without the parameter. */
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
        // A path that starts with "//" would redirect to another host.
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
