/** 32 random bytes in base64url. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/** By link id. The server stores only hashes, so it can't return tokens. */
const tokens = new Map<string, string>()

export function rememberToken(id: string, token: string): void {
  return void tokens.set(id, token)
}

/** Null for a link that another page created. */
export function addressOf(kind: 'invite' | 'shared', id: string): string | null {
  const token = tokens.get(id)
  return token ? `${location.origin}/${kind}/${token}` : null
}
