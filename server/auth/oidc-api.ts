import * as oidc from 'openid-client'
import { z } from 'zod'
import { limits } from '../../shared/limits.ts'
import { Email } from '../../shared/protocol/account.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { personNameOf } from '../../shared/text.ts'
import { words } from '../lib/words.ts'

export interface OidcKeys {
  issuer: URL
  id: string
  secret: string
  /** For people: "Continue with NAME". */
  name: string
}

export type OidcUser = {
  /** Issuer and subject. */
  oidcId: string
  name: string
  /** Null unless the provider says that it is verified. */
  email: string | null
}

/** What the callback must match. `verifier`: PKCE's. */
export type OidcAttempt = { state: string; nonce: string; verifier: string }

export interface OidcApi {
  newState(): string
  /** Throws AppError if the provider can't be reached. */
  authorizationUrl(attempt: OidcAttempt): Promise<URL>
  /** Throws AppError if the provider refuses or can't be reached. */
  userOf(callbackUrl: URL, attempt: OidcAttempt): Promise<OidcUser>
}

const Claims = z.object({
  iss: z.string(),
  sub: z.string().min(1),
  name: z.string().nullish().catch(null),
  preferred_username: z.string().nullish().catch(null),
  email: Email.nullish().catch(null),
  // some providers send it as a text
  email_verified: z
    .union([z.boolean(), z.literal('true').transform(() => true)])
    .nullish()
    .catch(false),
})

const timeoutS = 10

/** OpenID Connect's authorization code flow with PKCE, state and nonce. */
export function createOidcApi(keys: OidcKeys, redirectUri: string): OidcApi {
  let known: Promise<oidc.Configuration> | null = null
  /** Discovered on first use, and again after a failure: the server starts without the provider. */
  const configuration = () => {
    known ??= discover(keys).catch((error: unknown) => {
      known = null
      throw error
    })
    return known
  }
  return {
    newState: oidc.randomState,
    async authorizationUrl({ state, nonce, verifier }) {
      try {
        const config = await configuration()
        return oidc.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: 'openid profile email',
          state,
          nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        })
      } catch (error) {
        throw explained(error)
      }
    },
    async userOf(callbackUrl, { state, nonce, verifier }) {
      try {
        const config = await configuration()
        const tokens = await oidc.authorizationCodeGrant(config, callbackUrl, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (!claims) throw new Error('The provider sent no ID token.')
        const missing = claims['email'] === undefined || claims['name'] === undefined
        const more =
          missing && config.serverMetadata().userinfo_endpoint
            ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
            : {}
        // the ID token is signed, so its claims win
        return userOf(Claims.parse({ ...more, ...claims }))
      } catch (error) {
        throw explained(error)
      }
    },
  }
}

function discover({ issuer, id, secret }: OidcKeys): Promise<oidc.Configuration> {
  return oidc.discovery(issuer, id, undefined, oidc.ClientSecretBasic(secret), {
    timeout: timeoutS,
    // config.ts allows http only for this machine
    ...(issuer.protocol === 'http:' && { execute: [oidc.allowInsecureRequests] }),
  })
}

function userOf(claims: z.infer<typeof Claims>): OidcUser {
  const { email = null, email_verified: isVerified } = claims
  const names = [claims.name, claims.preferred_username, email?.split('@', 1)[0]]
  const [name = 'New member'] = names
    .map((each) => personNameOf(each ?? '', limits.nameLength))
    .filter((each) => each !== '')
  return { oidcId: `${claims.iss} ${claims.sub}`, name, email: isVerified === true ? email : null }
}

function explained(error: unknown): AppError {
  if (error instanceof AppError) return error
  const refused =
    error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError
  // the cause's own text may quote a token
  const cause = new Error(error instanceof Error ? `${error.name} ${codeOf(error)}` : 'unknown')
  return refused
    ? new AppError('bad_input', words.oidcRefused, { cause })
    : new AppError('internal', words.oidcFailed, { cause })
}

/** Such as "access_denied" or "ECONNREFUSED". */
function codeOf(error: Error): string {
  if ('error' in error && typeof error.error === 'string') return error.error
  if (error.cause instanceof Error && 'code' in error.cause) return codeOf(error.cause)
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
