import { lte } from 'drizzle-orm'
import type { z } from 'zod'
import { resetLinks } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import {
  type AccountView,
  ChangeEmailInput,
  ChangePasswordInput,
  DeleteAccountInput,
  type DeviceView,
  PersonName,
  type ResetLook,
  ResetPasswordInput,
  SignIn,
  SignUp,
} from '../../shared/protocol/account.ts'
import {
  type AuthUser,
  addAccount,
  addGuest,
  findByEmail,
  findByGithub,
  moveIn,
  readAccount,
  replaceHash,
  renameUser,
} from './accounts.ts'
import { type SignedIn, createAuthSessions } from './auth-sessions.ts'
import type { BrowserKey } from './browser-key.ts'
import { changeEmail } from './change-email.ts'
import { changePassword } from './change-password.ts'
import { deleteAccount } from './delete-account.ts'
import { findDevice, listDevices } from './devices.ts'
import { deleteSignIns, type EndedSignIns } from './end-sign-ins.ts'
import { type GithubApi, createGithubApi } from './github-api.ts'
import { createGithubSignIn } from './github-sign-in.ts'
import { guestName } from './guest-name.ts'
import { createMailer } from './mailer.ts'
import { emailChangedMail, passwordChangedMail } from './mails.ts'
import { createMemberResetLink } from './member-reset-link.ts'
import { accountOfOidc } from './oidc-account.ts'
import { createOidcApi, type OidcKeys } from './oidc-api.ts'
import { createOidcSignIn, type OidcSignIn } from './oidc-sign-in.ts'
import { hashPassword, renewedHash, verifyPassword } from './password.ts'
import { createPost } from './post.ts'
import { proveOwner } from './prove-owner.ts'
import { requestReset } from './request-reset.ts'
import { deadResetLink, findResetLink, lookAtResetLink } from './reset-links.ts'
import { takeResetLink } from './take-reset-link.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import { words } from '../lib/words.ts'
import type { WorkspaceDeps } from '../workspaces/deps.ts'
import type { HandedOver } from '../workspaces/hand-over.ts'
import type { Change } from '../workspaces/membership.ts'

export type { AuthUser, SignedIn }

export type Entrance = { user: AuthUser; cookie: string }

/** `replaced`: the same browser has a new one, so its sockets may reconnect at once. */
export type SignedOut = { authSessionId: string; replaced: boolean }

/** `current` comes from `authenticate`; `browserName` is such as "Firefox on Windows". */
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
  guest(name?: string, browserName?: string | null): Promise<Entrance>
  /** A guest becomes the account and keeps everything. Throws bad_input, conflict. */
  signUp(
    input: z.input<typeof SignUp>,
    current: SignedIn | null,
    browserName?: string | null,
  ): Promise<Entrance>
  /**
   * Moves a guest's work into the account. Unknown e-mail and wrong password throw the same
   * bad_input.
   */
  signIn(
    input: z.input<typeof SignIn>,
    current: SignedIn | null,
    browserName?: string | null,
  ): Promise<Entrance>
  signOut(authSessionId: string): Promise<{ cookie: string }>
  rename(user: AuthUser, name: string): Promise<AuthUser>
  account(user: AuthUser): Promise<AccountView>
  /** Signs out all other devices. Throws bad_input, conflict. */
  changePassword(
    input: z.input<typeof ChangePasswordInput>,
    current: SignedIn,
    browserName?: string | null,
  ): Promise<Entrance>
  /** Throws bad_input, conflict. */
  changeEmail(input: z.input<typeof ChangeEmailInput>, current: SignedIn): Promise<AuthUser>
  devices(current: SignedIn): Promise<DeviceView[]>
  /** Throws not_found. */
  signOutDevice(current: SignedIn, deviceId: string): Promise<void>
  /** The cookie deletes the browser's own; null if this one stays. */
  signOutEverywhere(
    current: SignedIn,
    options: { keepThis: boolean },
  ): Promise<{ cookie: string | null }>
  /** Whether the server can send e-mail. */
  sendsMail: boolean
  /** Returns at once, whoever has the address. Throws conflict if the server sends no e-mail. */
  requestReset(email: string): void
  /** Throws not_found, forbidden, conflict. */
  memberResetLink(input: Change & { userId: string; token: string }): Promise<void>
  /** Throws not_found. */
  lookAtReset(token: string): Promise<ResetLook>
  /** Signs out all devices. Throws bad_input, not_found. */
  resetPassword(input: z.input<typeof ResetPasswordInput>): Promise<void>
  /** The cookie deletes the browser's own. Throws bad_input, conflict. */
  deleteAccount(
    deps: WorkspaceDeps,
    input: z.input<typeof DeleteAccountInput>,
    current: SignedIn,
  ): Promise<{ cookie: string }>
  /** Null without keys. */
  github: {
    start(browser: BrowserKey): { url: string }
    /** Throws `bad_input` if another browser started it. */
    callback(
      code: string,
      state: string,
      browser: BrowserKey,
      current: SignedIn | null,
      browserName?: string | null,
    ): Promise<Entrance>
  } | null
  /** Null without a provider. */
  oidc: {
    name: string
    start: OidcSignIn['start']
    /** `query`: with its question mark. Throws `bad_input` if another browser started it. */
    callback(
      query: string,
      browser: BrowserKey,
      current: SignedIn | null,
      browserName?: string | null,
    ): Promise<Entrance>
  } | null
  /** Called after an auth session ended on this node. Returns the unsubscribe function. */
  onSignedOut(listener: (ended: SignedOut) => void): () => void
  /** Returns the ids that are still valid. */
  living(authSessionIds: readonly string[]): Promise<ReadonlySet<string>>
  /** Call periodically. */
  deleteExpired(): Promise<void>
  /** Waits for e-mails that are being sent. */
  close(): Promise<void>
}

export type AuthOptions = {
  db: Db
  /** Null if unknown. The scheme decides whether cookies are `Secure`. */
  publicUrl: URL | null
  github: { id: string; secret: string } | null
  /** Needs `publicUrl`. */
  oidc?: OidcKeys | null
  /** Needs `publicUrl`. */
  mail?: { url: string; from: string } | null
  /** A part of the cookies' names, so that two servers on one host keep theirs apart. */
  installation?: string
  githubApi?: GithubApi
  /** Called after a guest's work has moved into an account. */
  onHandedOver?: (moved: HandedOver) => Promise<void>
  /** Called after auth sessions of an account have ended, as by a new password. */
  onSignInsEnded?: (ended: EndedSignIns) => Promise<void>
  clock?: Clock
  log?: { error(details: object, message: string): void }
}

/** The only entry to lucia, argon2, arctic, openid-client and nodemailer. */
export function createAuth(options: AuthOptions): Auth {
  const { db, publicUrl, clock = systemClock } = options
  const deps = { db, clock }
  const secure = publicUrl?.protocol === 'https:'
  const sessions = createAuthSessions(db, {
    installation: options.installation ?? 'auth',
    secure,
  })
  const post = options.mail ? createPost(createMailer(options.mail), options.log) : null
  const listeners = new Set<(ended: SignedOut) => void>()
  const tell = (ended: SignedOut) => {
    for (const listener of listeners) listener(ended)
  }
  const announce = async (ended: EndedSignIns) => options.onSignInsEnded?.(ended)

  const end = async (ended: SignedOut) => {
    await sessions.end(ended.authSessionId)
    tell(ended)
  }

  /** A session id must not survive a gain of rights (session fixation). */
  const enter: Enter = async (user, current, browserName) => {
    const cookie = await sessions.start(user.id, browserName)
    if (current) await end({ authSessionId: current.authSessionId, replaced: true })
    return { user, cookie }
  }

  const enterAccount: Enter = async (account, current, browserName) => {
    if (current?.user.guest) {
      const moved = await moveIn(db, current.user, account)
      await options.onHandedOver?.(moved)
    }
    return enter(account, current, browserName)
  }
  const ways = { enter, enterAccount, announce }

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
    guest: async (name, browserName = null) =>
      enter(
        await addGuest(db, name === undefined ? guestName() : parse(PersonName, name)),
        null,
        browserName,
      ),
    async signUp(input, current, browserName = null) {
      const { name, email, password } = parse(SignUp, input)
      const passwordHash = await hashPassword(password)
      const credentials = { by: 'password', email, passwordHash } as const
      return enter(await addAccount(db, name, credentials, guestOf(current)), current, browserName)
    },
    async signIn(input, current, browserName = null) {
      const { email, password } = parse(SignIn, input)
      const found = await findByEmail(db, email)
      const right = await verifyPassword(found?.passwordHash ?? null, password)
      if (!found?.passwordHash || !right) throw new AppError('bad_input', words.wrongPassword)
      const renewed = await renewedHash(found.passwordHash, password)
      if (renewed) await replaceHash(db, found.user.id, found.passwordHash, renewed)
      return enterAccount(found.user, current, browserName)
    },
    async signOut(authSessionId) {
      await end({ authSessionId, replaced: false })
      return { cookie: sessions.blankCookie() }
    },
    rename: async (user, name) => renameUser(db, user, parse(PersonName, name)),
    account: (user) => readAccount(db, user.id),
    async changePassword(input, current, browserName = null) {
      const { password, next } = parse(ChangePasswordInput, input)
      requireAccount(current)
      const { user, authSessionId } = current
      const before = await proveOwner(deps, current, password)
      const passwordHash = await hashPassword(next)
      const ended = await changePassword(deps, { userId: user.id, before, passwordHash })
      const entrance = await enter(user, current, browserName)
      // this browser goes on with its new auth session
      const others = ended.authSessionIds.filter((id) => id !== authSessionId)
      await announce({ ...ended, authSessionIds: others })
      if (user.email) post?.(user.email, passwordChangedMail(user.name))
      return entrance
    },
    async changeEmail(input, current) {
      const { password, email } = parse(ChangeEmailInput, input)
      requireAccount(current)
      const { user } = current
      await proveOwner(deps, current, password)
      const changed = await changeEmail(deps, { user, email })
      if (user.email && user.email !== email) post?.(user.email, emailChangedMail(user.name, email))
      return changed
    },
    devices: (current) => listDevices(db, current),
    async signOutDevice(current, deviceId) {
      const authSessionId = await findDevice(db, current.user.id, deviceId)
      if (authSessionId === current.authSessionId) return end({ authSessionId, replaced: false })
      // it may be in foreign hands
      await sessions.end(authSessionId)
      await announce({ userId: current.user.id, authSessionIds: [authSessionId] })
    },
    async signOutEverywhere({ user, authSessionId }, { keepThis }) {
      const except = keepThis ? authSessionId : null
      await announce(await deleteSignIns(db, { userId: user.id, except }))
      return { cookie: keepThis ? null : sessions.blankCookie() }
    },
    sendsMail: post !== null,
    requestReset(email) {
      if (!post || !publicUrl) throw new AppError('conflict', words.sendsNoMail)
      post.later(requestReset({ ...deps, mailer: post.mailer, publicUrl }, email))
    },
    memberResetLink: (input) => createMemberResetLink({ ...deps, sendsMail: post !== null }, input),
    lookAtReset: (token) => lookAtResetLink(deps, token),
    async resetPassword(input) {
      const { token, password } = parse(ResetPasswordInput, input)
      // hashing takes long: not for a token that leads nowhere
      if (!(await findResetLink(db, deps, token))) throw deadResetLink()
      const passwordHash = await hashPassword(password)
      const { user, ended } = await takeResetLink(deps, { token, passwordHash })
      await announce(ended)
      if (user.email) post?.(user.email, passwordChangedMail(user.name))
    },
    async deleteAccount(workspaceDeps, input, current) {
      const { password } = parse(DeleteAccountInput, input)
      const { user } = current
      if (!user.guest) await proveOwner(deps, current, password)
      await announce(await deleteAccount(workspaceDeps, { userId: user.id }))
      return { cookie: sessions.blankCookie() }
    },
    github: options.github && createGithub(options, options.github, ways),
    oidc: options.oidc && publicUrl ? createOidc(db, options.oidc, publicUrl, ways) : null,
    onSignedOut(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    living: sessions.living,
    async deleteExpired() {
      await sessions.deleteExpired()
      await db.delete(resetLinks).where(lte(resetLinks.expiresAt, clock.date()))
    },
    close: async () => post?.close(),
  }
}

type Enter = (
  user: AuthUser,
  current: SignedIn | null,
  browserName: string | null,
) => Promise<Entrance>

interface Ways {
  enter: Enter
  /** Also moves a guest's work into the account. */
  enterAccount: Enter
  announce(ended: EndedSignIns): Promise<void>
}

function createGithub(
  { db, publicUrl, githubApi }: AuthOptions,
  keys: { id: string; secret: string },
  { enter, enterAccount }: Ways,
): Auth['github'] {
  const redirectUri = publicUrl && new URL('/auth/github/callback', publicUrl).href
  const signIn = createGithubSignIn(githubApi ?? createGithubApi(keys, redirectUri))
  return {
    start: signIn.start,
    async callback(code, state, browser, current, browserName = null) {
      const { githubId, name, email } = await signIn.finish(code, state, browser)
      const known = await findByGithub(db, githubId)
      if (known) return enterAccount(known, current, browserName)
      // Matching e-mails must not open an existing account; the new account gets no e-mail then.
      const free = email !== null && !(await findByEmail(db, email)) ? email : null
      const credentials = { by: 'github', githubId, email: free } as const
      const shortName = PersonName.parse(name.slice(0, limits.nameLength))
      const account = await addAccount(db, shortName, credentials, guestOf(current))
      return enter(account, current, browserName)
    },
  }
}

function createOidc(
  db: Db,
  keys: OidcKeys,
  publicUrl: URL,
  { enter, enterAccount, announce }: Ways,
): Auth['oidc'] {
  const redirectUri = new URL('/auth/oidc/callback', publicUrl).href
  const signIn = createOidcSignIn(createOidcApi(keys, redirectUri), redirectUri)
  return {
    name: keys.name,
    start: signIn.start,
    async callback(query, browser, current, browserName = null) {
      const identity = await signIn.finish(query, browser)
      const { user, made, ended } = await accountOfOidc(db, identity, guestOf(current))
      if (ended) await announce(ended)
      return (made ? enter : enterAccount)(user, current, browserName)
    },
  }
}

function requireAccount({ user }: SignedIn): void {
  if (user.guest) throw new AppError('conflict', words.guestHasNone)
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
