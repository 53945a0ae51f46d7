import { NamedGuestInput, RenameInput, SignIn, SignUp } from '../../shared/protocol/account.ts'
import type { Entrance } from '../auth/auth.ts'
import type { ApiContext } from './context.ts'
import { countEntry, publicProcedure, router, signedInProcedure } from './trpc.ts'

const entry = publicProcedure.use(countEntry)

function enter(ctx: ApiContext, { user, cookie }: Entrance) {
  ctx.setCookie(cookie)
  return user
}

/** Without a name, the server gives one such as "Guest Otter". Nothing happens to who is signed in. */
async function guest(ctx: ApiContext, name?: string) {
  if (ctx.signedIn) return ctx.signedIn.user
  return enter(ctx, await ctx.services.auth.guest(name, ctx.browser))
}

export const authRouter = router({
  me: publicProcedure.query(({ ctx }) => ctx.signedIn?.user ?? null),
  guest: entry.mutation(({ ctx }) => guest(ctx)),
  namedGuest: entry.input(NamedGuestInput).mutation(({ ctx, input }) => guest(ctx, input.name)),
  signUp: entry
    .input(SignUp)
    .mutation(async ({ ctx, input }) =>
      enter(ctx, await ctx.services.auth.signUp(input, ctx.signedIn, ctx.browser)),
    ),
  signIn: entry
    .input(SignIn)
    .mutation(async ({ ctx, input }) =>
      enter(ctx, await ctx.services.auth.signIn(input, ctx.signedIn, ctx.browser)),
    ),
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
