import { initTRPC, TRPCError } from '@trpc/server'
import { z } from 'zod'
import { AppError, type ErrorCode } from '../../shared/errors.ts'
import { Id } from '../../shared/ids.ts'
import type { Action } from '../../shared/roles.ts'
import { accessToSession, accessToWorkspace } from './access.ts'
import type { ApiContext } from './context.ts'

/** Who may call a procedure. One without a rule does not start (see `assertRules`). */
export type Rule =
  | { who: 'anybody' }
  | { who: 'signed_in' }
  | { who: 'session' | 'workspace'; action: Action }

const trpcCodes = {
  bad_input: 'BAD_REQUEST',
  not_signed_in: 'UNAUTHORIZED',
  not_found: 'NOT_FOUND',
  forbidden: 'FORBIDDEN',
  conflict: 'CONFLICT',
  rate_limited: 'TOO_MANY_REQUESTS',
} as const

const toTrpcCode = (code: ErrorCode) =>
  code in trpcCodes ? trpcCodes[code as keyof typeof trpcCodes] : 'INTERNAL_SERVER_ERROR'

/** What a client is told of an error: never more than a code of the closed list and a sentence for people. */
const tell = (error: TRPCError): { code: ErrorCode; message: string } => {
  const { cause } = error
  if (cause instanceof AppError) return { code: cause.code, message: cause.message }
  if (cause instanceof z.ZodError)
    return { code: 'bad_input', message: cause.issues[0]?.message ?? 'That can not be used.' }
  switch (error.code) {
    case 'UNAUTHORIZED':
      return { code: 'not_signed_in', message: 'Sign in first.' }
    case 'NOT_FOUND':
      return { code: 'not_found', message: 'There is no such thing here.' }
    case 'PARSE_ERROR':
    case 'BAD_REQUEST':
    case 'METHOD_NOT_SUPPORTED':
    case 'UNSUPPORTED_MEDIA_TYPE':
    case 'PAYLOAD_TOO_LARGE':
      return { code: 'bad_input', message: 'The request can not be read.' }
    default:
      return { code: 'internal', message: 'Something went wrong on the server. Try again.' }
  }
}

const t = initTRPC
  .context<ApiContext>()
  .meta<Rule>()
  .create({
    // the server's own errors carry their code in `cause`; nothing else of them leaves the house
    errorFormatter: ({ shape, error }) => {
      const app = tell(error)
      return {
        message: app.message,
        code: shape.code,
        data: { code: shape.data.code, httpStatus: shape.data.httpStatus, app },
      }
    },
    sse: { enabled: false },
  })

export const router = t.router

/** Turns errors of the domain into tRPC's, so that they have the right HTTP status. */
const mapErrors = t.middleware(async ({ next }) => {
  const result = await next()
  if (result.ok) return result
  const { cause } = result.error
  if (cause instanceof AppError)
    throw new TRPCError({ code: toTrpcCode(cause.code), message: cause.message, cause })
  return result
})

const base = t.procedure.use(mapErrors)

const mustBeSignedIn = ({ signedIn }: ApiContext) => {
  if (!signedIn) throw new AppError('not_signed_in', 'Sign in first.')
  return signedIn
}

/** For everybody, signed in or not. */
export const open = base.meta({ who: 'anybody' })

export const signedIn = base
  .meta({ who: 'signed_in' })
  .use(({ ctx, next }) => next({ ctx: { me: mustBeSignedIn(ctx) } }))

const readId = (input: unknown, key: string): Id => {
  const parsed = z.object({ [key]: Id }).safeParse(input)
  const id = parsed.success ? parsed.data[key] : undefined
  // an id that can't be one is as unknown as any other
  if (id === undefined) throw new AppError('not_found', 'There is no such thing here.')
  return id
}

/** For who may do the action in the session that the input names under `key`. */
export const inSession = (action: Action, key = 'sessionId') =>
  base.meta({ who: 'session', action }).use(async ({ ctx, getRawInput, next }) => {
    const me = mustBeSignedIn(ctx)
    const sessionId = readId(await getRawInput(), key)
    const access = await accessToSession(ctx.services.db, me.user.id, sessionId, action)
    return next({ ctx: { me, access } })
  })

/** For who may do the action in the workspace that the input names under `key`. */
export const inWorkspace = (action: Action, key = 'workspaceId') =>
  base.meta({ who: 'workspace', action }).use(async ({ ctx, getRawInput, next }) => {
    const me = mustBeSignedIn(ctx)
    const id = readId(await getRawInput(), key)
    const access = await accessToWorkspace(ctx.services.db, me.user.id, { id }, action)
    return next({ ctx: { me, access } })
  })

/** Rule 6: throws where a procedure says nothing of who may call it. */
export const assertRules = (procedures: Record<string, unknown>): void => {
  for (const [path, procedure] of Object.entries(procedures)) {
    const meta: unknown =
      typeof procedure === 'function' && '_def' in procedure
        ? z.object({ meta: z.unknown() }).parse(procedure._def).meta
        : undefined
    if (meta === undefined) throw new Error(`The procedure ${path} has no rule.`)
  }
}
