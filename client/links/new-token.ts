/** A token for an invite or a share link: 32 random bytes in base64url. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/** Tokens created on this page, by link id. The server stores only hashes, so it can't return them. */
const tokens = new Map<string, string>()

export function rememberToken(id: string, token: string): void {
  return void tokens.set(id, token)
}

/** The address of a link that was created on this page; null for others. */
export function addressOf(kind: 'invite' | 'shared', id: string): string | null {
  const token = tokens.get(id)
  return token ? `${location.origin}/${kind}/${token}` : null
}
