import { z } from 'zod'
import { AppError } from '../../shared/protocol/errors.ts'
import type { GithubApi, GithubUser } from './github-api.ts'
import { words } from '../lib/words.ts'
import { createStateCookie, sameText } from './state-cookie.ts'

const Attempt = z.object({ state: z.string().min(1), next: z.string().nullable() })

export interface GithubSignIn {
  /** `stateCookie`: a `Set-Cookie` value that binds the callback to this browser. */
  start(next?: string | null): { url: string; stateCookie: string }
  /** Throws `bad_input` if another browser started it. */
  finish(
    code: string,
    state: string,
    cookieHeader: string | undefined,
  ): Promise<{ identity: GithubUser; next: string | null }>
  blankStateCookie(): string
}

export function createGithubSignIn(api: GithubApi, secure: boolean): GithubSignIn {
  const cookie = createStateCookie(
    { name: 'fegg_github_state', path: '/auth/github', secure },
    (value) => Attempt.safeParse(value).data ?? null,
  )
  return {
    start(next = null) {
      const state = api.newState()
      return { url: api.authorizationUrl(state).href, stateCookie: cookie.write({ state, next }) }
    },
    async finish(code, state, cookieHeader) {
      const attempt = cookie.read(cookieHeader)
      if (!code || !attempt || !sameText(attempt.state, state))
        throw new AppError('bad_input', words.githubExpired)
      return { identity: await api.userOf(code), next: attempt.next }
    },
    blankStateCookie: cookie.blank,
  }
}
