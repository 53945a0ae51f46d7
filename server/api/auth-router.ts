import {
  GithubReturn,
  NamedGuestInput,
  OidcReturn,
  RenameInput,
  SignIn,
  SignUp,
} from '../../shared/protocol/account.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Entrance } from '../auth/auth.ts'
import { words } from '../lib/words.ts'
import type { ApiContext } from './context.ts'
import { countEntry, publicProcedure, router, signedInProcedure } from './trpc.ts'

const entry = publicProcedure.use(countEntry).use(({ ctx, next }) => {
  ctx.requireCookies()
  return next()
})

function enter(ctx: ApiContext, { user, cookie }: Entrance) {
  ctx.setCookie(cookie)
  return user
}

/** Without a name, the server gives one such as "Guest Otter". Nothing happens to who is signed in. */
async function guest(ctx: ApiContext, name?: string) {
  if (ctx.signedIn) return ctx.signedIn.user
  return enter(ctx, await ctx.services.auth.guest(name, ctx.browserName))
}

function readyForGithub({ services, browser }: ApiContext) {
  const { github } = services.auth
  if (!github) throw new AppError('conflict', words.githubOff)
  if (!browser) throw new AppError('conflict', words.githubExpired)
  return { github, browser }
}

function readyForOidc({ services, browser }: ApiContext) {
  const { oidc } = services.auth
  if (!oidc) throw new AppError('conflict', words.oidcOff)
  if (!browser) throw new AppError('conflict', words.oidcExpired)
  return { oidc, browser }
}

export const authRouter = router({
  me: publicProcedure.query(({ ctx }) => ctx.signedIn?.user ?? null),
  guest: entry.mutation(({ ctx }) => guest(ctx)),
  namedGuest: entry.input(NamedGuestInput).mutation(({ ctx, input }) => guest(ctx, input.name)),
  signUp: entry
    .input(SignUp)
    .mutation(async ({ ctx, input }) =>
      enter(ctx, await ctx.services.auth.signUp(input, ctx.signedIn, ctx.browserName)),
    ),
  signIn: entry
    .input(SignIn)
    .mutation(async ({ ctx, input }) =>
      enter(ctx, await ctx.services.auth.signIn(input, ctx.signedIn, ctx.browserName)),
    ),
  /** Returns GitHub's address for this browser. */
  startGithub: entry.mutation(({ ctx }) => {
    const { github, browser } = readyForGithub(ctx)
    return github.start(browser)
  }),
  finishGithub: entry.input(GithubReturn).mutation(async ({ ctx, input }) => {
    const { github, browser } = readyForGithub(ctx)
    const { signedIn, browserName } = ctx
    return enter(
      ctx,
      await github.callback(input.code, input.state, browser, signedIn, browserName),
    )
  }),
  /** Returns the provider's address for this browser. */
  startOidc: entry.mutation(({ ctx }) => {
    const { oidc, browser } = readyForOidc(ctx)
    return oidc.start(browser)
  }),
  finishOidc: entry.input(OidcReturn).mutation(async ({ ctx, input }) => {
    const { oidc, browser } = readyForOidc(ctx)
    const { signedIn, browserName } = ctx
    return enter(ctx, await oidc.callback(input.query, browser, signedIn, browserName))
  }),
  rename: signedInProcedure.input(RenameInput).mutation(async ({ ctx, input }) => {
    const renamed = await ctx.services.auth.rename(ctx.me.user, input.name)
    ctx.services.bus.publish({ type: 'people_renamed', userIds: [renamed.id] })
    return renamed
  }),
  signOut: publicProcedure.mutation(async ({ ctx }) => {
    if (ctx.signedIn)
      ctx.setCookie((await ctx.services.auth.signOut(ctx.signedIn.authSessionId)).cookie)
    return null
  }),
})
