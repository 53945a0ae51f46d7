import { timingSafeEqual } from 'node:crypto'
import { Cookie } from 'lucia'
import { AppError } from '../../shared/protocol/errors.ts'
import { readCookie } from './cookies.ts'
import type { GithubApi, GithubUser } from './github-api.ts'
import { words } from '../lib/words.ts'

const stateCookieName = 'fegg_github_state'
const stateMinutes = 10
const stateCookiePath = '/auth/github'

export interface GithubSignIn {
  /** `stateCookie`: a `Set-Cookie` value that binds the callback to this browser. */
  start(): { url: string; stateCookie: string }
  /** Throws `bad_input` if another browser started it. */
  finish(code: string, state: string, cookieHeader: string | undefined): Promise<GithubUser>
  blankStateCookie(): string
}

export function createGithubSignIn(api: GithubApi, secure: boolean): GithubSignIn {
  const stateCookie = (value: string, maxAge: number) =>
    new Cookie(stateCookieName, value, {
      httpOnly: true,
      sameSite: 'lax',
      path: stateCookiePath,
      maxAge,
      secure,
    }).serialize()
  return {
    start() {
      const state = api.newState()
      return {
        url: api.authorizationUrl(state).href,
        stateCookie: stateCookie(state, stateMinutes * 60),
      }
    },
    async finish(code, state, cookieHeader) {
      const expected = readCookie(cookieHeader, stateCookieName)
      if (!code || !expected || !same(expected, state))
        throw new AppError('bad_input', words.githubExpired)
      return api.userOf(code)
    },
    blankStateCookie: () => stateCookie('', 0),
  }
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
