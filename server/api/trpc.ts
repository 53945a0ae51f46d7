import { initTRPC, TRPCError } from '@trpc/server'
import { z } from 'zod'
import { AppError, type ErrorCode } from '../../shared/protocol/errors.ts'
import { Id } from '../../shared/ids.ts'
import type { Action } from '../../shared/roles.ts'
import { accessToSession, accessToWorkspace, type WorkspaceAccess } from '../access/access.ts'
import { guardSubscription } from '../access/guarded-subscription.ts'
import { withoutSecrets } from '../lib/secrets.ts'
import { shortageText } from '../lib/shortage.ts'
import { words } from '../lib/words.ts'
import type { ApiContext, Services } from './context.ts'

/**
 * `key`: the input field with the session's or workspace's id (or the workspace's slug). `or:
 * 'own'`: without it, the caller's own workspace.
 */
export type Rule =
  | { who: 'anybody' }
  | { who: 'signed_in' }
  | { who: 'session'; action: Action; key: string }
  | { who: 'workspace'; action: Action; key: string; or?: 'own' }

const trpcCodes = {
  bad_input: 'BAD_REQUEST',
  not_signed_in: 'UNAUTHORIZED',
  no_cookie: 'PRECONDITION_FAILED',
  not_found: 'NOT_FOUND',
  forbidden: 'FORBIDDEN',
  conflict: 'CONFLICT',
  draft_late: 'TIMEOUT',
  rate_limited: 'TOO_MANY_REQUESTS',
} as const

function toTrpcCode(code: ErrorCode) {
  return code in trpcCodes ? trpcCodes[code as keyof typeof trpcCodes] : 'INTERNAL_SERVER_ERROR'
}

/** Clients see a code of the closed list and a sentence, nothing else. */
function publicError(error: TRPCError): { code: ErrorCode; message: string } {
  const { cause } = error
  if (cause instanceof AppError) return { code: cause.code, message: withoutSecrets(cause.message) }
  if (cause instanceof z.ZodError)
    return {
      code: 'bad_input',
      message: cause.issues[0]?.message ?? 'This input can’t be used. Check it and try again.',
    }
  switch (error.code) {
    case 'UNAUTHORIZED':
      return { code: 'not_signed_in', message: 'Sign in first.' }
    case 'NOT_FOUND':
      return {
        code: 'not_found',
        message: 'Not found. It may have been deleted, or you may not have access.',
      }
    case 'PAYLOAD_TOO_LARGE':
      return { code: 'bad_input', message: words.bodyTooLarge }
    case 'PARSE_ERROR':
    case 'BAD_REQUEST':
    case 'METHOD_NOT_SUPPORTED':
    case 'UNSUPPORTED_MEDIA_TYPE':
      return {
        code: 'bad_input',
        message: 'The request couldn’t be read. Reload the page and try again.',
      }
    default:
      return { code: 'internal', message: shortageText(cause) ?? words.internal }
  }
}

const t = initTRPC
  .context<ApiContext>()
  .meta<Rule>()
  .create({
    errorFormatter: ({ shape, error }) => {
      const app = publicError(error)
      return {
        message: app.message,
        code: shape.code,
        data: { code: shape.data.code, httpStatus: shape.data.httpStatus, app },
      }
    },
    sse: { enabled: false },
  })

export const router = t.router

export function asTrpcError(error: AppError) {
  return new TRPCError({ code: toTrpcCode(error.code), message: error.message, cause: error })
}

const mapErrors = t.middleware(async ({ next }) => {
  const result = await next()
  if (result.ok) return result
  const { cause } = result.error
  if (cause instanceof AppError) throw asTrpcError(cause)
  return result
})

const base = t.procedure.use(mapErrors)

function requireSignedIn({ signedIn }: ApiContext) {
  if (!signedIn) throw new AppError('not_signed_in', 'Sign in first.')
  return signedIn
}

export const publicProcedure = base.meta({ who: 'anybody' })

export const signedInProcedure = base
  .meta({ who: 'signed_in' })
  .use(({ ctx, next }) => next({ ctx: { me: requireSignedIn(ctx) } }))

const countToken = t.middleware(async ({ ctx, next }) => {
  await ctx.countToken()
  return next()
})

/** Counts a try to sign in, by address. */
export const countEntry = t.middleware(async ({ ctx, next }) => {
  await ctx.countEntry()
  return next()
})

/** Rate-limited by address. */
export const tokenProcedure = publicProcedure.use(countToken)

export const signedInTokenProcedure = signedInProcedure.use(countToken)

function readId(input: unknown, key: string): Id {
  const parsed = z.object({ [key]: Id }).safeParse(input)
  const id = parsed.success ? parsed.data[key] : undefined
  if (id === undefined)
    throw new AppError(
      'not_found',
      'Not found. It may have been deleted, or you may not have access.',
    )
  return id
}

function endsWith(signal: AbortSignal | undefined): AbortController {
  const ends = new AbortController()
  signal?.addEventListener('abort', () => ends.abort(), { once: true })
  return ends
}

function readSlug(input: unknown): string {
  const parsed = z.object({ slug: z.string().max(200) }).safeParse(input)
  if (!parsed.success) throw new AppError('not_found', 'There is no such workspace.')
  return parsed.data.slug
}

/** The permission may end between the call's begin and its transaction: checks it there again. */
function checkedUnderLock(
  services: Services,
  { userId, sessionId, action }: { userId: Id; sessionId: Id; action: Action },
): Services {
  return {
    ...services,
    lockSession: (id, work) =>
      services.lockSession(id, async (transaction) => {
        if (id === sessionId) await accessToSession(transaction.tx, userId, id, action)
        return work(transaction)
      }),
  }
}

/**
 * Requires the action in the session whose id is in the input's `key`. Subscriptions end once it is
 * no longer allowed.
 */
export function sessionProcedure(action: Action, key = 'sessionId') {
  return base
    .meta({ who: 'session', action, key })
    .use(async ({ ctx, getRawInput, type, signal, next }) => {
      const me = requireSignedIn(ctx)
      const sessionId = readId(await getRawInput(), key)
      const { db, access: watch } = ctx.services
      const access = await accessToSession(db, me.user.id, sessionId, action)
      const ends = endsWith(signal)
      const services = checkedUnderLock(ctx.services, { userId: me.user.id, sessionId, action })
      const result = await next({ ctx: { me, access, services, until: ends.signal } })
      if (!result.ok || type !== 'subscription') return result
      const permission = watch.session(
        { userId: me.user.id, placeId: sessionId, action },
        ends.signal,
      )
      return { ...result, data: guardSubscription(result.data, permission, ends, asTrpcError) }
    })
}

export function workspaceProcedure(action: Action, key = 'workspaceId') {
  return base
    .meta({ who: 'workspace', action, key })
    .use(async ({ ctx, getRawInput, type, signal, next }) => {
      const me = requireSignedIn(ctx)
      const { db, access: watch } = ctx.services
      const named = await getRawInput()
      const place = key === 'slug' ? { slug: readSlug(named) } : { id: readId(named, key) }
      const access = await accessToWorkspace(db, me.user.id, place, action)
      const ends = endsWith(signal)
      const result = await next({ ctx: { me, access, until: ends.signal } })
      if (!result.ok || type !== 'subscription') return result
      const subject = { userId: me.user.id, placeId: access.workspace.id, action }
      const permission = watch.workspace(subject, ends.signal)
      return { ...result, data: guardSubscription(result.data, permission, ends, asTrpcError) }
    })
}

/** Without `workspaceId`, uses the caller's own workspace, created if needed. */
export function workspaceOrOwnProcedure(
  action: Action,
  own: (ctx: ApiContext, userId: Id) => Promise<Id>,
) {
  return base
    .meta({ who: 'workspace', action, key: 'workspaceId', or: 'own' })
    .use(async ({ ctx, getRawInput, next }) => {
      const me = requireSignedIn(ctx)
      const input = await getRawInput()
      const named = z.object({ workspaceId: z.unknown() }).safeParse(input).success
      const id = named ? readId(input, 'workspaceId') : await own(ctx, me.user.id)
      const access: WorkspaceAccess = await accessToWorkspace(
        ctx.services.db,
        me.user.id,
        { id },
        action,
      )
      return next({ ctx: { me, access } })
    })
}

/** Rule 6: throws if a procedure has no rule. */
export function assertRules(procedures: Record<string, unknown>): void {
  for (const [path, procedure] of Object.entries(procedures)) {
    const meta: unknown =
      typeof procedure === 'function' && '_def' in procedure
        ? z.object({ meta: z.unknown() }).parse(procedure._def).meta
        : undefined
    if (meta === undefined) throw new Error(`The procedure ${path} has no rule.`)
  }
}
