import {
  ChangeEmailInput,
  ChangePasswordInput,
  DeleteAccountInput,
  DeviceInput,
  RequestResetInput,
  ResetPasswordInput,
  SignOutEverywhereInput,
} from '../../shared/protocol/account.ts'
import { TokenInput } from '../../shared/protocol/inputs/link-inputs.ts'
import { previewDeletion } from '../auth/delete-account.ts'
import { countEntry, publicProcedure, router, signedInProcedure, tokenProcedure } from './trpc.ts'

/** Asks for the current password, so tries are counted like sign-ins. */
const proven = signedInProcedure.use(countEntry)

export const accountRouter = router({
  get: signedInProcedure.query(({ ctx }) => ctx.services.auth.account(ctx.me.user)),
  changePassword: proven.input(ChangePasswordInput).mutation(async ({ ctx, input }) => {
    const entrance = await ctx.services.auth.changePassword(input, ctx.me, ctx.browserName)
    ctx.setCookie(entrance.cookie)
    return null
  }),
  changeEmail: proven
    .input(ChangeEmailInput)
    .mutation(({ ctx, input }) => ctx.services.auth.changeEmail(input, ctx.me)),
  devices: signedInProcedure.query(({ ctx }) => ctx.services.auth.devices(ctx.me)),
  signOutDevice: signedInProcedure.input(DeviceInput).mutation(async ({ ctx, input }) => {
    await ctx.services.auth.signOutDevice(ctx.me, input.id)
    return null
  }),
  signOutEverywhere: signedInProcedure
    .input(SignOutEverywhereInput)
    .mutation(async ({ ctx, input }) => {
      const { cookie } = await ctx.services.auth.signOutEverywhere(ctx.me, input)
      if (cookie !== null) ctx.setCookie(cookie)
      return null
    }),
  /** Returns the same whether the address has an account or not. */
  requestReset: publicProcedure
    .use(countEntry)
    .input(RequestResetInput)
    .mutation(({ ctx, input }) => {
      ctx.services.auth.requestReset(input.email)
      return null
    }),
  lookAtReset: tokenProcedure
    .input(TokenInput)
    .query(({ ctx, input }) => ctx.services.auth.lookAtReset(input.token)),
  resetPassword: tokenProcedure.input(ResetPasswordInput).mutation(async ({ ctx, input }) => {
    await ctx.services.auth.resetPassword(input)
    return null
  }),
  previewDeletion: signedInProcedure.query(({ ctx }) =>
    previewDeletion(ctx.services.db, ctx.me.user.id),
  ),
  delete: proven.input(DeleteAccountInput).mutation(async ({ ctx, input }) => {
    const { cookie } = await ctx.services.auth.deleteAccount(ctx.services, input, ctx.me)
    ctx.setCookie(cookie)
    return null
  }),
})
