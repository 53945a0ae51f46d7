import { GitHub, OAuth2RequestError, generateState } from 'arctic'
import { z } from 'zod'
import { limits } from '../../shared/limits.ts'
import { Email } from '../../shared/protocol/account.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { personNameOf } from '../../shared/text.ts'
import { words } from '../lib/words.ts'

export type GithubUser = { githubId: string; name: string; email: string | null }

export interface GithubApi {
  newState(): string
  authorizationUrl(state: string): URL
  /** Throws AppError if GitHub refuses the code or can't be reached. */
  userOf(code: string): Promise<GithubUser>
}

const Profile = z.object({
  id: z.int(),
  login: z.string(),
  name: z.string().nullish(),
  email: Email.nullish().catch(null),
})

const timeoutMs = 10_000

/**
 * GitHub's OAuth web flow (docs.github.com, "Authorizing OAuth apps"). No scope: the public profile
 * is enough. `redirectUri` null: the one registered with the OAuth app.
 */
export function createGithubApi(
  keys: { id: string; secret: string },
  redirectUri: string | null,
): GithubApi {
  const oauth = new GitHub(keys.id, keys.secret, redirectUri)
  return {
    newState: generateState,
    authorizationUrl: (state) => oauth.createAuthorizationURL(state, []),
    async userOf(code) {
      try {
        const tokens = await oauth.validateAuthorizationCode(code)
        return await profileOf(tokens.accessToken())
      } catch (error) {
        throw error instanceof OAuth2RequestError
          ? new AppError('bad_input', words.githubRefused, { cause: error })
          : new AppError('internal', words.githubFailed, { cause: error })
      }
    },
  }
}

async function profileOf(accessToken: string): Promise<GithubUser> {
  const response = await fetch('https://api.github.com/user', {
    headers: {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/vnd.github+json',
      'user-agent': 'FeGG',
    },
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (!response.ok) throw new Error(`GitHub answered ${response.status} when asked for the user.`)
  const profile = Profile.parse(await response.json())
  return {
    githubId: String(profile.id),
    name: personNameOf(profile.name ?? '', limits.nameLength) || profile.login,
    email: profile.email ?? null,
  }
}
