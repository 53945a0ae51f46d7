import { eq } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import {
  CreateSessionInput,
  RemoveSessionInput,
  RenameSessionInput,
  RestoreSessionInput,
  SessionById,
  SessionPageInput,
  SetModelInput,
} from '../../shared/protocol/inputs/session-inputs.ts'
import type { SessionView } from '../../shared/protocol/session-view.ts'
import { createSession } from '../sessions/create-session.ts'
import { listBin } from '../sessions/list-bin.ts'
import { listSessions } from '../sessions/list-sessions.ts'
import { deleteSession } from '../sessions/delete-session.ts'
import { removeSession } from '../sessions/remove-session.ts'
import { renameSession } from '../sessions/rename-session.ts'
import { restoreSession } from '../sessions/restore-session.ts'
import { setSessionModel } from '../sessions/set-session-model.ts'
import { ownWorkspace } from '../workspaces/personal-workspace.ts'
import { wakeSandbox } from '../sandbox/wake-sandbox.ts'
import type { ApiContext } from './context.ts'
import { sessionProcedure, workspaceProcedure, workspaceOrOwnProcedure, router } from './trpc.ts'

function defaultModel({ services }: ApiContext): string {
  const model = services.info.models[0]
  if (!model) throw new AppError('internal', 'No model is configured.')
  return model.id
}

export const sessionsRouter = router({
  list: workspaceProcedure('workspace.view')
    .input(SessionPageInput)
    .query(({ ctx, input }) => listSessions(ctx.services.db, input, ctx.services.rooms.here)),
  get: sessionProcedure('session.view', 'id')
    .input(SessionById)
    .query(async ({ ctx, input }): Promise<SessionView> => {
      const { services, access } = ctx
      const [session] = await services.db
        .select({ name: sessions.name, model: sessions.model })
        .from(sessions)
        .where(eq(sessions.id, input.id))
      if (!session) throw new AppError('not_found', 'There is no such session.')
      return { id: input.id, ...session, ...access }
    }),
  /** Yields the caller's permission, then each change. */
  follow: sessionProcedure('session.view', 'id')
    .input(SessionById)
    .subscription(({ ctx, input }) => {
      const { services, me, until } = ctx
      const subject = { userId: me.user.id, placeId: input.id, action: 'session.view' as const }
      return services.access.session(subject, until)
    }),
  create: workspaceOrOwnProcedure('session.create', ({ services }, userId) =>
    ownWorkspace(services.db, userId, 'session.create'),
  )
    .input(CreateSessionInput)
    .mutation(async ({ ctx, input }) => {
      const { services, me, access } = ctx
      services.shortages.require()
      const created = await createSession(services, {
        id: input.id,
        workspaceId: access.workspace.id,
        createdBy: me.user.id,
        model: defaultModel(ctx),
        name: input.name,
        first: input.first,
      })
      wakeSandbox(ctx.services, created.id)
      return created
    }),
  rename: sessionProcedure('session.rename', 'id')
    .input(RenameSessionInput)
    .mutation(({ ctx, input }) => renameSession(ctx.services, input)),
  setModel: sessionProcedure('session.model', 'id')
    .input(SetModelInput)
    .mutation(({ ctx, input }) => {
      if (!ctx.services.info.models.some((model) => model.id === input.model))
        throw new AppError('bad_input', 'That model is not configured on this server.')
      return setSessionModel(ctx.services, input)
    }),
  delete: sessionProcedure('session.delete', 'id')
    .input(SessionById)
    .mutation(({ ctx, input }) =>
      deleteSession(ctx.services, { id: input.id, by: ctx.me.user.id }),
    ),
  bin: workspaceProcedure('session.delete')
    .input(SessionPageInput)
    .query(({ ctx, input }) => listBin(ctx.services.db, input)),
  /** For good, out of the bin. */
  remove: workspaceProcedure('session.delete')
    .input(RemoveSessionInput)
    .mutation(async ({ ctx, input }) => {
      await removeSession(ctx.services, input)
      return null
    }),
  restore: workspaceProcedure('session.delete')
    .input(RestoreSessionInput)
    .mutation(async ({ ctx, input }) => {
      await restoreSession(ctx.services, { ...input, by: ctx.me.user.id })
      return null
    }),
})
