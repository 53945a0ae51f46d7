import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../shared/protocol/errors.ts'
import { words } from '../lib/words.ts'
import type { BrowserKey } from './browser-key.ts'
import type { GithubApi, GithubUser } from './github-api.ts'

const stateForMs = 10 * 60_000

export interface GithubSignIn {
  /** The address carries a state that only this browser can finish. */
  start(browser: BrowserKey): { url: string }
  /** Throws `bad_input` if another browser started it, or too long ago. */
  finish(code: string, state: string, browser: BrowserKey): Promise<GithubUser>
}

/** The state is signed with the browser's key: a page that plants cookies can't make somebody finish its own sign-in. */
export function createGithubSignIn(api: GithubApi): GithubSignIn {
  return {
    start({ key }) {
      const content = `${api.newState()}.${Date.now() + stateForMs}`
      return { url: api.authorizationUrl(`${content}.${sign(content, key)}`).href }
    },
    async finish(code, state, { key }) {
      const [nonce = '', until = '', signature = ''] = state.split('.')
      const isOurs = same(sign(`${nonce}.${until}`, key), signature)
      if (!code || !isOurs || Number(until) < Date.now())
        throw new AppError('bad_input', words.githubExpired)
      return api.userOf(code)
    },
  }
}

function sign(content: string, key: string): string {
  return createHmac('sha256', key).update(content).digest('base64url')
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
