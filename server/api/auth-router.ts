import { RenameInput, SignIn, SignUp } from '../../shared/protocol/account.ts'
import type { Entrance } from '../auth/auth.ts'
import type { ApiContext } from './context.ts'
import { publicProcedure, router, signedInProcedure } from './trpc.ts'

const entry = publicProcedure.use(async ({ ctx, next }) => {
  await ctx.countEntry()
  return next()
})

function enter(ctx: ApiContext, { user, cookie }: Entrance) {
  ctx.setCookie(cookie)
  return user
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
  rename: signedInProcedure
    .input(RenameInput)
    .mutation(({ ctx, input }) => ctx.services.auth.rename(ctx.me.user, input.name)),
  signOut: publicProcedure.mutation(async ({ ctx }) => {
    if (ctx.signedIn)
      ctx.setCookie((await ctx.services.auth.signOut(ctx.signedIn.authSessionId)).cookie)
    return null
  }),
})
