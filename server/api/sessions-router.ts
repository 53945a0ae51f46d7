import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { sessions } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { Id } from '../../shared/ids.ts'
import { Prompt, SessionName, type SessionView } from '../../shared/protocol/views.ts'
import { createSession } from '../sessions/create-session.ts'
import { listSessions } from '../sessions/list-sessions.ts'
import { deleteSession } from '../sessions/delete-session.ts'
import { renameSession } from '../sessions/rename-session.ts'
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

const Create = z.object({
  id: Id,
  workspaceId: Id.optional(),
  name: SessionName.optional(),
  first: z.object({ messageId: Id, text: Prompt }).optional(),
})

export const sessionsRouter = router({
  list: workspaceProcedure('workspace.view')
    .input(z.object({ workspaceId: Id }))
    .query(({ ctx }) =>
      listSessions(ctx.services.db, ctx.access.workspace.id, ctx.services.rooms.here),
    ),
  get: sessionProcedure('session.view', 'id')
    .input(z.object({ id: Id }))
    .query(async ({ ctx, input }): Promise<SessionView> => {
      const { services, access } = ctx
      const [session] = await services.db
        .select({ name: sessions.name, model: sessions.model })
        .from(sessions)
        .where(eq(sessions.id, input.id))
      if (!session) throw new AppError('not_found', 'There is no such session.')
      return { id: input.id, ...session, ...access }
    }),
  /** One's permission in the session: now, and each change of it. */
  follow: sessionProcedure('session.view', 'id')
    .input(z.object({ id: Id }))
    .subscription(({ ctx, input }) => {
      const { services, me, until } = ctx
      const subject = { userId: me.user.id, placeId: input.id, action: 'session.view' as const }
      return services.access.session(subject, until)
    }),
  create: workspaceOrOwnProcedure('session.create', ({ services }, userId) =>
    ownWorkspace(services.db, userId, 'session.create'),
  )
    .input(Create)
    .mutation(async ({ ctx, input }) => {
      const { services, me, access } = ctx
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
    .input(z.object({ id: Id, name: SessionName }))
    .mutation(({ ctx, input }) => renameSession(ctx.services, input)),
  setModel: sessionProcedure('session.model', 'id')
    .input(z.object({ id: Id, model: z.string().max(200) }))
    .mutation(({ ctx, input }) => {
      if (!ctx.services.info.models.some((model) => model.id === input.model))
        throw new AppError('bad_input', 'That model is not configured on this server.')
      return setSessionModel(ctx.services, input)
    }),
  delete: sessionProcedure('session.delete', 'id')
    .input(z.object({ id: Id }))
    .mutation(({ ctx, input }) =>
      deleteSession(ctx.services, { id: input.id, by: ctx.me.user.id }),
    ),
})
