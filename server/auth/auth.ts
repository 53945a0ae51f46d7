import { lte } from 'drizzle-orm'
import type { z } from 'zod'
import { resetLinks } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
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
  renameUser,
} from './accounts.ts'
import { type SignedIn, createAuthSessions, endAuthSessions } from './auth-sessions.ts'
import { changeEmail } from './change-email.ts'
import { changePassword } from './change-password.ts'
import { deleteAccount } from './delete-account.ts'
import { findDevice, listDevices } from './devices.ts'
import { type GithubApi, createGithubApi } from './github-api.ts'
import { createGithubSignIn } from './github-sign-in.ts'
import { guestName } from './guest-name.ts'
import { createMailer } from './mailer.ts'
import { emailChangedMail, passwordChangedMail } from './mails.ts'
import { createMemberResetLink } from './member-reset-link.ts'
import { accountOfOidc } from './oidc-account.ts'
import { createOidcApi, type OidcKeys } from './oidc-api.ts'
import { createOidcSignIn, type OidcSignIn } from './oidc-sign-in.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { createPost } from './post.ts'
import { proveOwner } from './prove-owner.ts'
import { requestReset } from './request-reset.ts'
import { deadResetLink, findResetLink, lookAtResetLink } from './reset-links.ts'
import { takeResetLink } from './take-reset-link.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import { words } from '../lib/words.ts'
import type { WorkspaceDeps } from '../workspaces/deps.ts'
import type { Change } from '../workspaces/membership.ts'

export type { AuthUser, SignedIn }

export type Entrance = { user: AuthUser; cookie: string }

/** `replaced`: the same browser has a new one, so its sockets may reconnect at once. */
export type SignedOut = { authSessionId: string; replaced: boolean }

/** `current` comes from `authenticate`; `browser` names the device, such as "Firefox on Windows". */
export interface Auth {
  /** The gateway strips this cookie before a request reaches a preview. */
  cookieName: string
  authenticate(cookieHeader: string | undefined): Promise<SignedIn | null>
  guest(name?: string, browser?: string | null): Promise<Entrance>
  /** A guest becomes the account and keeps everything. Throws bad_input, conflict. */
  signUp(
    input: z.input<typeof SignUp>,
    current: SignedIn | null,
    browser?: string | null,
  ): Promise<Entrance>
  /**
   * Moves a guest's work into the account. Unknown e-mail and wrong password throw the same
   * bad_input.
   */
  signIn(
    input: z.input<typeof SignIn>,
    current: SignedIn | null,
    browser?: string | null,
  ): Promise<Entrance>
  signOut(authSessionId: string): Promise<{ cookie: string }>
  rename(user: AuthUser, name: string): Promise<AuthUser>
  account(user: AuthUser): Promise<AccountView>
  /** Signs out all other devices. Throws bad_input, conflict. */
  changePassword(
    input: z.input<typeof ChangePasswordInput>,
    current: SignedIn,
    browser?: string | null,
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
    start(next?: string | null): { url: string; stateCookie: string }
    callback(
      code: string,
      state: string,
      cookieHeader: string | undefined,
      current: SignedIn | null,
      browser?: string | null,
    ): Promise<Arrival>
  } | null
  /** Null without a provider. */
  oidc: {
    name: string
    start: OidcSignIn['start']
    /** `query`: with its question mark. */
    callback(
      query: string,
      cookieHeader: string | undefined,
      current: SignedIn | null,
      browser?: string | null,
    ): Promise<Arrival>
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

/** From another site. `next`: where the person wanted to go. */
export type Arrival = Entrance & { blankStateCookie: string; next: string | null }

export type AuthOptions = {
  db: Db
  /** Null if unknown. The scheme decides whether cookies are `Secure`. */
  publicUrl: URL | null
  github: { id: string; secret: string } | null
  /** Needs `publicUrl`. */
  oidc?: OidcKeys | null
  /** Needs `publicUrl`. */
  mail?: { url: string; from: string } | null
  cookieName?: string
  githubApi?: GithubApi
  clock?: Clock
  log?: { error(details: object, message: string): void }
}

/** The only entry to lucia, argon2, arctic, openid-client and nodemailer. */
export function createAuth(options: AuthOptions): Auth {
  const { db, publicUrl, clock = systemClock } = options
  const deps = { db, clock }
  const secure = publicUrl?.protocol === 'https:'
  const sessions = createAuthSessions(db, {
    // Browsers accept __Host- cookies only from this exact host: a page on a subdomain can't plant
    // one.
    cookieName: options.cookieName ?? (secure ? '__Host-fegg_auth' : 'fegg_auth'),
    secure,
  })
  const post = options.mail ? createPost(createMailer(options.mail), options.log) : null
  const listeners = new Set<(ended: SignedOut) => void>()
  const tell = (ended: SignedOut) => {
    for (const listener of listeners) listener(ended)
  }
  const tellAll = (ids: readonly string[]) => {
    for (const authSessionId of ids) tell({ authSessionId, replaced: false })
  }

  const end = async (ended: SignedOut) => {
    await sessions.end(ended.authSessionId)
    tell(ended)
  }

  /** A session id must not survive a gain of rights (session fixation). */
  const enter: Enter = async (user, current, browser) => {
    const cookie = await sessions.start(user.id, browser)
    if (current) await end({ authSessionId: current.authSessionId, replaced: true })
    return { user, cookie }
  }

  const enterAccount: Enter = async (account, current, browser) => {
    if (current?.user.guest) await moveIn(db, current.user, account)
    return enter(account, current, browser)
  }
  const ways = { enter, enterAccount, tellAll }

  return {
    cookieName: sessions.cookieName,
    authenticate: sessions.authenticate,
    guest: async (name, browser = null) =>
      enter(
        await addGuest(db, name === undefined ? guestName() : parse(PersonName, name)),
        null,
        browser,
      ),
    async signUp(input, current, browser = null) {
      const { name, email, password } = parse(SignUp, input)
      const passwordHash = await hashPassword(password)
      const credentials = { by: 'password', email, passwordHash } as const
      return enter(await addAccount(db, name, credentials, guestOf(current)), current, browser)
    },
    async signIn(input, current, browser = null) {
      const { email, password } = parse(SignIn, input)
      const found = await findByEmail(db, email)
      const right = await verifyPassword(found?.passwordHash ?? null, password)
      if (!found || !right) throw new AppError('bad_input', words.wrongPassword)
      return enterAccount(found.user, current, browser)
    },
    async signOut(authSessionId) {
      await end({ authSessionId, replaced: false })
      return { cookie: sessions.blankCookie() }
    },
    rename: async (user, name) => renameUser(db, user, parse(PersonName, name)),
    account: (user) => readAccount(db, user.id),
    async changePassword(input, current, browser = null) {
      const { password, next } = parse(ChangePasswordInput, input)
      requireAccount(current)
      const { user, authSessionId } = current
      const before = await proveOwner(deps, current, password)
      const passwordHash = await hashPassword(next)
      const ended = await changePassword(deps, { userId: user.id, before, passwordHash })
      tellAll(ended.filter((id) => id !== authSessionId))
      if (user.email) post?.(user.email, passwordChangedMail(user.name))
      return enter(user, current, browser)
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
      await end({
        authSessionId: await findDevice(db, current.user.id, deviceId),
        replaced: false,
      })
    },
    async signOutEverywhere({ user, authSessionId }, { keepThis }) {
      tellAll(await endAuthSessions(db, user.id, keepThis ? authSessionId : null))
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
      tellAll(ended)
      if (user.email) post?.(user.email, passwordChangedMail(user.name))
    },
    async deleteAccount(workspaceDeps, input, current) {
      const { password } = parse(DeleteAccountInput, input)
      const { user } = current
      if (!user.guest) await proveOwner(deps, current, password)
      tellAll(await deleteAccount(workspaceDeps, { userId: user.id }))
      return { cookie: sessions.blankCookie() }
    },
    github: options.github && createGithub(options, options.github, secure, ways),
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

type Enter = (user: AuthUser, current: SignedIn | null, browser: string | null) => Promise<Entrance>

interface Ways {
  enter: Enter
  /** Also moves a guest's work into the account. */
  enterAccount: Enter
  tellAll(authSessionIds: readonly string[]): void
}

function createGithub(
  { db, publicUrl, githubApi }: AuthOptions,
  keys: { id: string; secret: string },
  secure: boolean,
  { enter, enterAccount }: Ways,
): Auth['github'] {
  const redirectUri = publicUrl && new URL('/auth/github/callback', publicUrl).href
  const signIn = createGithubSignIn(githubApi ?? createGithubApi(keys, redirectUri), secure)
  return {
    start: signIn.start,
    async callback(code, state, cookieHeader, current, browser = null) {
      const { identity, next } = await signIn.finish(code, state, cookieHeader)
      const { githubId, name, email } = identity
      const back = { blankStateCookie: signIn.blankStateCookie(), next }
      const known = await findByGithub(db, githubId)
      if (known) return { ...(await enterAccount(known, current, browser)), ...back }
      // Matching e-mails must not open an existing account; the new account gets no e-mail then.
      const free = email !== null && !(await findByEmail(db, email)) ? email : null
      const credentials = { by: 'github', githubId, email: free } as const
      const shortName = PersonName.parse(name.slice(0, limits.nameLength))
      const account = await addAccount(db, shortName, credentials, guestOf(current))
      return { ...(await enter(account, current, browser)), ...back }
    },
  }
}

function createOidc(
  db: Db,
  keys: OidcKeys,
  publicUrl: URL,
  { enter, enterAccount, tellAll }: Ways,
): Auth['oidc'] {
  const redirectUri = new URL('/auth/oidc/callback', publicUrl).href
  const signIn = createOidcSignIn(
    createOidcApi(keys, redirectUri),
    redirectUri,
    publicUrl.protocol === 'https:',
  )
  return {
    name: keys.name,
    start: signIn.start,
    async callback(query, cookieHeader, current, browser = null) {
      const { identity, next } = await signIn.finish(query, cookieHeader)
      const { user, made, ended } = await accountOfOidc(db, identity, guestOf(current))
      tellAll(ended)
      const entrance = await (made ? enter : enterAccount)(user, current, browser)
      return { ...entrance, blankStateCookie: signIn.blankStateCookie(), next }
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
