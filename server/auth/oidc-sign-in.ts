import { AppError } from '../../shared/protocol/errors.ts'
import { words } from '../lib/words.ts'
import { OidcAttempt, type OidcApi, type OidcUser } from './oidc-api.ts'
import { createStateCookie, sameText } from './state-cookie.ts'

export interface OidcSignIn {
  /** `stateCookie`: a `Set-Cookie` value that binds the callback to this browser. */
  start(next: string | null): Promise<{ url: string; stateCookie: string }>
  /** `query`: the callback's, with its question mark. Throws `bad_input` if another browser started it. */
  finish(
    query: string,
    cookieHeader: string | undefined,
  ): Promise<{ identity: OidcUser; next: string | null }>
  blankStateCookie(): string
}

export function createOidcSignIn(api: OidcApi, redirectUri: string, secure: boolean): OidcSignIn {
  const cookie = createStateCookie(
    { name: 'fegg_oidc_state', path: '/auth/oidc', secure },
    (value) => OidcAttempt.safeParse(value).data ?? null,
  )
  return {
    async start(next) {
      const { url, attempt } = await api.start(next)
      return { url: url.href, stateCookie: cookie.write(attempt) }
    },
    async finish(query, cookieHeader) {
      const attempt = cookie.read(cookieHeader)
      const callbackUrl = new URL(redirectUri)
      callbackUrl.search = query
      const state = callbackUrl.searchParams.get('state')
      if (!attempt || !state || !sameText(attempt.state, state))
        throw new AppError('bad_input', words.oidcExpired)
      return { identity: await api.finish(callbackUrl, attempt), next: attempt.next }
    },
    blankStateCookie: cookie.blank,
  }
}
