import { isIP } from 'node:net'

export interface Site {
  publicUrl: URL | null
}

/** In lower case, without port and brackets; null for anything else. */
export function hostName(host: string | undefined): string | null {
  if (!host) return null
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::\d{1,5})?$/i.exec(host)
  return (match?.[1] ?? match?.[2] ?? null)?.toLowerCase() ?? null
}

/** Whether the Host is localhost, an IP address (safe from DNS rebinding) or PUBLIC_URL's host. */
export function isOwnHost(host: string | undefined, { publicUrl }: Site): boolean {
  const name = hostName(host)
  if (name === null) return false
  return name === 'localhost' || isIP(name) !== 0 || name === publicUrl?.hostname
}

/** False without an Origin. */
export function isOwnOrigin(
  origin: string | undefined,
  host: string | undefined,
  { publicUrl }: Site,
): boolean {
  if (!origin || !host) return false
  if (publicUrl && origin === publicUrl.origin) return true
  return origin === `http://${host.toLowerCase()}` || origin === `https://${host.toLowerCase()}`
}
