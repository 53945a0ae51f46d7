import { isIP } from 'node:net'

/** What is known of where people come by. */
export interface Site {
  publicUrl: URL | null
}

/** A Host header's name without port and brackets, lower case; null where it isn't one. */
export function hostName(host: string | undefined): string | null {
  if (!host) return null
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::\d{1,5})?$/i.exec(host)
  return (match?.[1] ?? match?.[2] ?? null)?.toLowerCase() ?? null
}

/**
 * Whether the app answers under this Host: localhost, an address by number (which no foreign name can be rebound to) or the
 * host of PUBLIC_URL.
 */
export function isOwnHost(host: string | undefined, { publicUrl }: Site): boolean {
  const name = hostName(host)
  if (name === null) return false
  return name === 'localhost' || isIP(name) !== 0 || name === publicUrl?.hostname
}

/** Whether a page of this Origin is the app itself, asked under this Host. No Origin is nobody's. */
export function isOwnOrigin(
  origin: string | undefined,
  host: string | undefined,
  { publicUrl }: Site,
): boolean {
  if (!origin || !host) return false
  if (publicUrl && origin === publicUrl.origin) return true
  return origin === `http://${host.toLowerCase()}` || origin === `https://${host.toLowerCase()}`
}
