import type { z } from 'zod'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
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
import type { BrowserKey } from './browser-key.ts'
import { type GithubApi, createGithubApi } from './github-api.ts'
import { createGithubSignIn } from './github-sign-in.ts'
import { guestName } from './guest-name.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { words } from '../lib/words.ts'
import type { HandedOver } from '../workspaces/hand-over.ts'

export type { AuthUser, SignedIn }

export type Entrance = { user: AuthUser; cookie: string }

/** `replaced`: the same browser has a new one, so its sockets may reconnect at once. */
export type SignedOut = { authSessionId: string; replaced: boolean }

/** `current` comes from `authenticate`. */
export interface Auth {
  authenticate(
    cookieHeader: string | undefined,
    browser?: BrowserKey | null,
    /** Whether a `Set-Cookie` reaches the browser. */
    canReplace?: boolean,
  ): Promise<SignedIn | null>
  /** Every user that has a valid cookie in the header, for what may be shown to any of them. */
  usersOf(cookieHeader: string | undefined): Promise<Id[]>
  /** A `Set-Cookie` value for this browser. Every cookie of an `Entrance` passes it. */
  named(setCookie: string, browser: BrowserKey | null): string
  /** Whether the browser has kept a cookie of ours. */
  keepsCookies(cookieHeader: string | undefined): boolean
  /** A `Set-Cookie` value that `keepsCookies` finds in the next request. */
  probeCookie(): string
  guest(): Promise<Entrance>
  /** A guest becomes the account and keeps everything. Throws bad_input, conflict. */
  signUp(input: z.input<typeof SignUp>, current: SignedIn | null): Promise<Entrance>
  /**
   * Moves a guest's work into the account. Unknown e-mail and wrong password throw the same
   * bad_input.
   */
  signIn(input: z.input<typeof SignIn>, current: SignedIn | null): Promise<Entrance>
  signOut(authSessionId: string): Promise<{ cookie: string }>
  rename(user: AuthUser, name: string): Promise<AuthUser>
  /** Null without keys. */
  github: {
    start(browser: BrowserKey): { url: string }
    /** Throws `bad_input` if another browser started it. */
    callback(
      code: string,
      state: string,
      browser: BrowserKey,
      current: SignedIn | null,
    ): Promise<Entrance>
  } | null
  /** Called after an auth session ended on this node. Returns the unsubscribe function. */
  onSignedOut(listener: (ended: SignedOut) => void): () => void
  /** Returns the ids that are still valid. */
  living(authSessionIds: readonly string[]): Promise<ReadonlySet<string>>
  /** Call periodically. */
  deleteExpired(): Promise<void>
}

export type AuthOptions = {
  db: Db
  /** Null if unknown. The scheme decides whether cookies are `Secure`. */
  publicUrl: URL | null
  github: { id: string; secret: string } | null
  /** A part of the cookies' names, so that two servers on one host keep theirs apart. */
  installation?: string
  githubApi?: GithubApi
  /** Called after a guest's work has moved into an account. */
  onHandedOver?: (moved: HandedOver) => Promise<void>
}

/** The only entry to lucia, argon2 and arctic. */
export function createAuth(options: AuthOptions): Auth {
  const { db, publicUrl } = options
  const secure = publicUrl?.protocol === 'https:'
  const sessions = createAuthSessions(db, {
    installation: options.installation ?? 'auth',
    secure,
  })
  const listeners = new Set<(ended: SignedOut) => void>()

  const tell = (ended: SignedOut) => {
    for (const listener of listeners) listener(ended)
  }

  const end = async (ended: SignedOut) => {
    await sessions.end(ended.authSessionId)
    tell(ended)
  }

  /** A session id must not survive a gain of rights (session fixation). */
  const enter = async (user: AuthUser, current: SignedIn | null): Promise<Entrance> => {
    const cookie = await sessions.start(user.id)
    if (current) await end({ authSessionId: current.authSessionId, replaced: true })
    return { user, cookie }
  }

  const enterAccount = async (account: AuthUser, current: SignedIn | null): Promise<Entrance> => {
    if (current?.user.guest) {
      const moved = await moveIn(db, current.user, account)
      await options.onHandedOver?.(moved)
    }
    return enter(account, current)
  }

  return {
    async authenticate(cookieHeader, browser = null, canReplace = false) {
      const found = await sessions.authenticate(cookieHeader, browser, canReplace)
      if (!found) return null
      const { replaces, ...signedIn } = found
      if (replaces !== null) tell({ authSessionId: replaces, replaced: true })
      return signedIn
    },
    usersOf: sessions.usersOf,
    named: sessions.named,
    keepsCookies: sessions.names.anyIn,
    probeCookie: sessions.probeCookie,
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
    github: options.github && createGithub(options, options.github, enter, enterAccount),
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
  enter: Enter,
  enterAccount: Enter,
): Auth['github'] {
  const redirectUri = publicUrl && new URL('/auth/github/callback', publicUrl).href
  const signIn = createGithubSignIn(githubApi ?? createGithubApi(keys, redirectUri))
  return {
    start: signIn.start,
    async callback(code, state, browser, current) {
      const { githubId, name, email } = await signIn.finish(code, state, browser)
      const known = await findByGithub(db, githubId)
      if (known) return enterAccount(known, current)
      // Matching e-mails must not open an existing account; the new account gets no e-mail then.
      const free = email !== null && !(await findByEmail(db, email)) ? email : null
      const credentials = { by: 'github', githubId, email: free } as const
      const shortName = PersonName.parse(name.slice(0, limits.nameLength))
      const account = await addAccount(db, shortName, credentials, guestOf(current))
      return enter(account, current)
    },
  }
}

function guestOf(current: SignedIn | null): AuthUser | null {
  return current?.user.guest ? current.user : null
}

/** Throws bad_input with the first issue's message. */
function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const message = parsed.error.issues[0]?.message ?? words.invalidInput
  throw new AppError('bad_input', message, { cause: parsed.error })
}
