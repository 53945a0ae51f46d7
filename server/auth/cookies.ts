/**
 * Decodes only the named cookie: on localhost, other apps' cookies come along and may be malformed.
 */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const item of header?.split(';') ?? []) {
    const [key, value] = item.split('=', 2)
    if (key?.trim() === name && value !== undefined) return value.trim()
  }
  return null
}
