import type { IncomingMessage, ServerResponse } from 'node:http'
import { cookiesOf } from '../auth/cookies.ts'
import type { Site } from './origins.ts'

const loopback = /^(127\.0\.0\.1|\[::1\])(:\d{1,5})?$/
/** A proxy that does not pass on the Host may name us like this: its people are elsewhere. nginx by itself speaks HTTP/1.0. */
const proxyHeaders = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']

function isPage({ method, headers }: IncomingMessage): boolean {
  const wanted = headers['sec-fetch-dest']
  if (method !== 'GET') return false
  if (wanted !== undefined) return wanted === 'document'
  return headers.accept?.includes('text/html') ?? false
}

/**
 * Sends a page's request for the loopback address on to localhost, where previews have host names and cookies of their own. Who
 * has a cookie of ours for the address stays: localhost would not get it. Returns false otherwise.
 */
export function leadToLocalhost(
  request: IncomingMessage,
  response: ServerResponse,
  { publicUrl }: Site,
): boolean {
  const { headers, httpVersion, url = '/' } = request
  const found = loopback.exec(headers.host ?? '')
  if (!found || !isPage(request) || httpVersion === '1.0') return false
  if (publicUrl && publicUrl.hostname !== 'localhost') return false
  if (proxyHeaders.some((name) => headers[name] !== undefined)) return false
  if (cookiesOf(headers.cookie).some(({ name }) => isOurs(name))) return false
  const path = `/${url.replace(/^[/\\]+/, '')}`
  response.writeHead(307, {
    location: `http://localhost${found[2] ?? ''}${path}`,
    'cache-control': 'no-store',
  })
  response.end()
  return true
}

/** Probes don't count. */
function isOurs(name: string): boolean {
  return name.startsWith('fegg_') && !name.startsWith('fegg_preview_') && !name.endsWith('_probe')
}
