import { AppError } from '../../shared/protocol/errors.ts'
import { words } from '../lib/words.ts'
import type { BrowserKey } from './browser-key.ts'
import type { OidcApi, OidcAttempt, OidcUser } from './oidc-api.ts'
import { deriveFrom, isOwnState, newState } from './sign-in-state.ts'

export interface OidcSignIn {
  /** The address carries a state, a nonce and a challenge that only this browser can finish. */
  start(browser: BrowserKey): Promise<{ url: string }>
  /**
   * `query`: the callback's, with its question mark. Throws `bad_input` if another browser started it, or too long ago.
   */
  finish(query: string, browser: BrowserKey): Promise<OidcUser>
}

const way = 'oidc'

export function createOidcSignIn(api: OidcApi, redirectUri: string): OidcSignIn {
  return {
    async start(browser) {
      const state = newState(api.newState(), { way, browser })
      return { url: (await api.authorizationUrl(attemptOf(state, browser))).href }
    },
    async finish(query, browser) {
      const callbackUrl = new URL(redirectUri)
      callbackUrl.search = query
      const state = callbackUrl.searchParams.get('state') ?? ''
      if (!isOwnState(state, { way, browser })) throw new AppError('bad_input', words.oidcExpired)
      return api.userOf(callbackUrl, attemptOf(state, browser))
    },
  }
}

/** Nothing is stored between start and finish: the browser's key gives the same nonce and verifier again. */
function attemptOf(state: string, browser: BrowserKey): OidcAttempt {
  const derive = (purpose: string) => deriveFrom(state, purpose, { way, browser })
  return { state, nonce: derive('nonce'), verifier: derive('verifier') }
}
