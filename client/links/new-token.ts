/** A fresh token for an invite or a share link: 32 random bytes in base64url. Works on a page that came by plain http too. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/** Tokens that this page has made, by the id of their link: the server can't tell them again. */
const made = new Map<string, string>()

export function rememberToken(id: string, token: string): void {
  return void made.set(id, token)
}

/** The address of a link whose token this page has made; null for others. */
export function addressOf(kind: 'invite' | 'shared', id: string): string | null {
  const token = made.get(id)
  return token ? `${location.origin}/${kind}/${token}` : null
}
