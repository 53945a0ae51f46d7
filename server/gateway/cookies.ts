/** Cookies that are none of a preview's business: the app's by name, and the gateway's own by their prefix. */
export type ReservedCookies = (name: string) => boolean

/** Begins the names of the gateway's cookies. */
export const gateCookie = 'fegg_preview_'

export function reservedCookies(appCookie: string): ReservedCookies {
  return (name) => name === appCookie || name.startsWith(gateCookie)
}

function nameOf(pair: string): string {
  const at = pair.indexOf('=')
  return (at < 0 ? '' : pair.slice(0, at)).trim()
}

/** A Cookie header without the reserved ones; undefined where nothing is left. */
export function withoutReserved(
  header: string | undefined,
  isReserved: ReservedCookies,
): string | undefined {
  if (header === undefined) return undefined
  const kept = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '' && !isReserved(nameOf(pair)))
  return kept.length > 0 ? kept.join('; ') : undefined
}

/** The value of a cookie in a Cookie header. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  return header
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => nameOf(pair) === name)
    ?.slice(name.length + 1)
}

/**
 * Whether a preview may set this cookie: none with a Domain (it would reach other previews or the app), none of a reserved
 * name, and none without a name, since such a one is sent as its bare value, which can spell another cookie.
 */
export function mayBeSet(setCookie: string, isReserved: ReservedCookies): boolean {
  const [pair = '', ...attributes] = setCookie.split(';')
  const name = nameOf(pair)
  if (name === '' || isReserved(name)) return false
  return !attributes.some((attribute) => /^\s*domain\s*(=|$)/i.test(attribute))
}
