export const gateCookie = 'fegg_preview_'

/** Cookies that previews must neither see nor set: the app's and the gateway's, of any installation on this host. */
export function isReserved(name: string): boolean {
  return /^(__(host|secure)-)?fegg_/i.test(name)
}

function nameOf(pair: string): string {
  const at = pair.indexOf('=')
  return (at < 0 ? '' : pair.slice(0, at)).trim()
}

export function withoutReserved(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const kept = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '' && !isReserved(nameOf(pair)))
  return kept.length > 0 ? kept.join('; ') : undefined
}

export function cookieOf(header: string | undefined, name: string): string | undefined {
  return header
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => nameOf(pair) === name)
    ?.slice(name.length + 1)
}

/**
 * Rejects cookies with a Domain (they would reach other previews or the app), reserved names, and
 * no name: the browser sends only its value, which can spell another cookie.
 */
export function mayBeSet(setCookie: string): boolean {
  const [pair = '', ...attributes] = setCookie.split(';')
  const name = nameOf(pair)
  if (name === '' || isReserved(name)) return false
  return !attributes.some((attribute) => /^\s*domain\s*(=|$)/i.test(attribute))
}
