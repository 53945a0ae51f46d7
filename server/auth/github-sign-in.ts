import { AppError } from '../../shared/protocol/errors.ts'
import { words } from '../lib/words.ts'
import type { BrowserKey } from './browser-key.ts'
import type { GithubApi, GithubUser } from './github-api.ts'
import { isOwnState, newState } from './sign-in-state.ts'

export interface GithubSignIn {
  /** The address carries a state that only this browser can finish. */
  start(browser: BrowserKey): { url: string }
  /** Throws `bad_input` if another browser started it, or too long ago. */
  finish(code: string, state: string, browser: BrowserKey): Promise<GithubUser>
}

const way = 'github'

export function createGithubSignIn(api: GithubApi): GithubSignIn {
  return {
    start: (browser) => ({
      url: api.authorizationUrl(newState(api.newState(), { way, browser })).href,
    }),
    async finish(code, state, browser) {
      if (!code || !isOwnState(state, { way, browser }))
        throw new AppError('bad_input', words.githubExpired)
      return api.userOf(code)
    },
  }
}
