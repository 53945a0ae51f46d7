import type { z } from 'zod'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { limits } from '../../shared/limits.ts'
import { PersonName, SignIn, SignUp } from '../../shared/protocol/account.ts'
import {
  type AuthUser,
  addAccount,
  addGuest,
  findByEmail,
  findByGithub,
  moveIn,
  renameUser,
} from './accounts.ts'
import { type SignedIn, createAuthSessions } from './auth-sessions.ts'
import { type GithubApi, createGithubApi } from './github-api.ts'
import { createGithubSignIn } from './github-sign-in.ts'
import { guestName } from './guest-name.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { words } from '../lib/words.ts'

export type { AuthUser, SignedIn }

/** A person who has just signed in, with the `Set-Cookie` value of the new auth session. */
export type Entrance = { user: AuthUser; cookie: string }

/** An auth session that is over. `replaced`: the same browser has a new one, so its sockets may come back at once. */
export type SignedOut = { authSessionId: string; replaced: boolean }

/** Accounts and sign-in. `current` is the result of `authenticate` for the request, or null. */
export interface Auth {
  /** The gateway strips the cookie of this name before a request reaches a preview. */
  cookieName: string
  authenticate(cookieHeader: string | undefined): Promise<SignedIn | null>
  guest(): Promise<Entrance>
  /** A signed-in guest becomes the account and keeps everything. Throws AppError bad_input, conflict. */
  signUp(input: z.input<typeof SignUp>, current: SignedIn | null): Promise<Entrance>
  /** What a signed-in guest made goes into the account. Throws AppError bad_input, the same for unknown e-mail and wrong password. */
  signIn(input: z.input<typeof SignIn>, current: SignedIn | null): Promise<Entrance>
  signOut(authSessionId: string): Promise<{ cookie: string }>
  rename(user: AuthUser, name: string): Promise<AuthUser>
  /** Null where no keys are set. */
  github: {
    start(): { url: string; stateCookie: string }
    callback(
      code: string,
      state: string,
      cookieHeader: string | undefined,
      current: SignedIn | null,
    ): Promise<Entrance & { blankStateCookie: string }>
  } | null
  /** Notifies the listener after an auth session ended on this node. Returns the function that unsubscribes. */
  onSignedOut(listener: (ended: SignedOut) => void): () => void
  /** Those of these auth sessions that have not been ended and have not run out. */
  living(authSessionIds: readonly string[]): Promise<ReadonlySet<string>>
  /** Deletes auth sessions that ran out; to be called now and then. */
  deleteExpired(): Promise<void>
}

export type AuthOptions = {
  db: Db
  /** Where people reach the app, where that is known. Its scheme decides whether cookies are `Secure`. */
  publicUrl: URL | null
  github: { id: string; secret: string } | null
  cookieName?: string
  githubApi?: GithubApi
}

/** Accounts, guests and auth sessions over the database. The only door to lucia, argon2 and arctic. */
export function createAuth(options: AuthOptions): Auth {
  const { db, publicUrl } = options
  const secure = publicUrl?.protocol === 'https:'
  const sessions = createAuthSessions(db, {
    // The browser takes a __Host- cookie from this very host only: a page on a subdomain can't plant one.
    cookieName: options.cookieName ?? (secure ? '__Host-fegg_auth' : 'fegg_auth'),
    secure,
  })
  const listeners = new Set<(ended: SignedOut) => void>()

  const end = async (ended: SignedOut) => {
    await sessions.end(ended.authSessionId)
    for (const listener of listeners) listener(ended)
  }

  /** Replaces the current auth session: a session id never survives a gain of rights (session fixation). */
  const enter = async (user: AuthUser, current: SignedIn | null): Promise<Entrance> => {
    const cookie = await sessions.start(user.id)
    if (current) await end({ authSessionId: current.authSessionId, replaced: true })
    return { user, cookie }
  }

  const enterAccount = async (account: AuthUser, current: SignedIn | null): Promise<Entrance> => {
    if (current?.user.guest) await moveIn(db, current.user, account)
    return enter(account, current)
  }

  return {
    cookieName: sessions.cookieName,
    authenticate: sessions.authenticate,
    guest: async () => enter(await addGuest(db, guestName()), null),
    async signUp(input, current) {
      const { name, email, password } = parse(SignUp, input)
      const passwordHash = await hashPassword(password)
      const credentials = { by: 'password', email, passwordHash } as const
      return enter(await addAccount(db, name, credentials, guestOf(current)), current)
    },
    async signIn(input, current) {
      const { email, password } = parse(SignIn, input)
      const found = await findByEmail(db, email)
      const right = await verifyPassword(found?.passwordHash ?? null, password)
      if (!found || !right) throw new AppError('bad_input', words.wrongPassword)
      return enterAccount(found.user, current)
    },
    async signOut(authSessionId) {
      await end({ authSessionId, replaced: false })
      return { cookie: sessions.blankCookie() }
    },
    rename: async (user, name) => renameUser(db, user, parse(PersonName, name)),
    github: options.github && createGithub(options, options.github, secure, enter, enterAccount),
    onSignedOut(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    living: sessions.living,
    deleteExpired: sessions.deleteExpired,
  }
}

type Enter = (user: AuthUser, current: SignedIn | null) => Promise<Entrance>

function createGithub(
  { db, publicUrl, githubApi }: AuthOptions,
  keys: { id: string; secret: string },
  secure: boolean,
  enter: Enter,
  enterAccount: Enter,
): Auth['github'] {
  const redirectUri = publicUrl && new URL('/auth/github/callback', publicUrl).href
  const signIn = createGithubSignIn(githubApi ?? createGithubApi(keys, redirectUri), secure)
  return {
    start: signIn.start,
    async callback(code, state, cookieHeader, current) {
      const { githubId, name, email } = await signIn.finish(code, state, cookieHeader)
      const blankStateCookie = signIn.blankStateCookie()
      const known = await findByGithub(db, githubId)
      if (known) return { ...(await enterAccount(known, current)), blankStateCookie }
      // Somebody else's e-mail is never a reason to let a person into that account; theirs just has none then.
      const free = email !== null && !(await findByEmail(db, email)) ? email : null
      const credentials = { by: 'github', githubId, email: free } as const
      const shortName = PersonName.parse(name.slice(0, limits.nameLength))
      const account = await addAccount(db, shortName, credentials, guestOf(current))
      return { ...(await enter(account, current)), blankStateCookie }
    },
  }
}

function guestOf(current: SignedIn | null): AuthUser | null {
  return current?.user.guest ? current.user : null
}

/** Parses untrusted input. Throws AppError bad_input with the schema's first complaint. */
function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const message = parsed.error.issues[0]?.message ?? words.invalidInput
  throw new AppError('bad_input', message, { cause: parsed.error })
}
