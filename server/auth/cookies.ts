/**
 * The value of a cookie in a `Cookie` header, or null. Other cookies in the header may be malformed: on localhost the cookies of
 * every other app come along, so nothing but the named one is decoded.
 */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const item of header?.split(';') ?? []) {
    const [key, value] = item.split('=', 2)
    if (key?.trim() === name && value !== undefined) return value.trim()
  }
  return null
}
