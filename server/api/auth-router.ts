import { GithubReturn, RenameInput, SignIn, SignUp } from '../../shared/protocol/account.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Entrance } from '../auth/auth.ts'
import { words } from '../lib/words.ts'
import type { ApiContext } from './context.ts'
import { publicProcedure, router, signedInProcedure } from './trpc.ts'

const entry = publicProcedure.use(async ({ ctx, next }) => {
  await ctx.countEntry()
  ctx.requireCookies()
  return next()
})

function enter(ctx: ApiContext, { user, cookie }: Entrance) {
  ctx.setCookie(cookie)
  return user
}

function readyForGithub({ services, browser }: ApiContext) {
  const { github } = services.auth
  if (!github) throw new AppError('conflict', words.githubOff)
  if (!browser) throw new AppError('conflict', words.githubExpired)
  return { github, browser }
}

export const authRouter = router({
  me: publicProcedure.query(({ ctx }) => ctx.signedIn?.user ?? null),
  guest: entry.mutation(async ({ ctx }) =>
    ctx.signedIn ? ctx.signedIn.user : enter(ctx, await ctx.services.auth.guest()),
  ),
  signUp: entry
    .input(SignUp)
    .mutation(async ({ ctx, input }) =>
      enter(ctx, await ctx.services.auth.signUp(input, ctx.signedIn)),
    ),
  signIn: entry
    .input(SignIn)
    .mutation(async ({ ctx, input }) =>
      enter(ctx, await ctx.services.auth.signIn(input, ctx.signedIn)),
    ),
  /** Returns GitHub's address for this browser. */
  startGithub: entry.mutation(({ ctx }) => {
    const { github, browser } = readyForGithub(ctx)
    return github.start(browser)
  }),
  finishGithub: entry.input(GithubReturn).mutation(async ({ ctx, input }) => {
    const { github, browser } = readyForGithub(ctx)
    return enter(ctx, await github.callback(input.code, input.state, browser, ctx.signedIn))
  }),
  rename: signedInProcedure
    .input(RenameInput)
    .mutation(({ ctx, input }) => ctx.services.auth.rename(ctx.me.user, input.name)),
  signOut: publicProcedure.mutation(async ({ ctx }) => {
    if (ctx.signedIn)
      ctx.setCookie((await ctx.services.auth.signOut(ctx.signedIn.authSessionId)).cookie)
    return null
  }),
})
