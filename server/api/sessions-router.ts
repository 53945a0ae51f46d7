import { asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { members, sessions } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/errors.ts'
import { Id } from '../../shared/ids.ts'
import { Prompt, SessionName, type SessionView } from '../../shared/views.ts'
import { createSession } from '../sessions/create-session.ts'
import { listSessions } from '../sessions/list-sessions.ts'
import { deleteSession, renameSession, setSessionModel } from '../sessions/session-commands.ts'
import { accessToWorkspace } from './access.ts'
import type { ApiContext } from './context.ts'
import { inSession, inWorkspace, router, signedIn } from './trpc.ts'

const defaultModel = ({ services }: ApiContext): string => {
  const model = services.info.models[0]
  if (!model) throw new AppError('internal', 'No model is configured.')
  return model.id
}

/** The workspace that somebody works in where they name none: the first they have. */
const ownWorkspace = async ({ services }: ApiContext, userId: Id): Promise<Id> => {
  const [row] = await services.db
    .select({ id: members.workspaceId })
    .from(members)
    .where(eq(members.userId, userId))
    .orderBy(asc(members.createdAt))
    .limit(1)
  if (!row) throw new AppError('not_found', 'You have no workspace.')
  return row.id
}

const Create = z.object({
  id: Id,
  workspaceId: Id.optional(),
  name: SessionName.optional(),
  first: z.object({ messageId: Id, text: Prompt }).optional(),
})

export const sessionsRouter = router({
  list: inWorkspace('workspace.view')
    .input(z.object({ workspaceId: Id }))
    .query(({ ctx }) =>
      listSessions(ctx.services.db, ctx.access.workspace.id, ctx.services.rooms.here),
    ),
  get: inSession('session.view', 'id')
    .input(z.object({ id: Id }))
    .query(async ({ ctx, input }): Promise<SessionView> => {
      const { services, access } = ctx
      const [session] = await services.db
        .select({ name: sessions.name, model: sessions.model })
        .from(sessions)
        .where(eq(sessions.id, input.id))
      if (!session) throw new AppError('not_found', 'There is no such session.')
      const { role, workspace } = access
      return { id: input.id, ...session, role, workspace, epoch: services.rooms.epoch }
    }),
  create: signedIn.input(Create).mutation(async ({ ctx, input }) => {
    const { services, me } = ctx
    const workspaceId = input.workspaceId ?? (await ownWorkspace(ctx, me.user.id))
    await accessToWorkspace(services.db, me.user.id, { id: workspaceId }, 'session.create')
    const created = await createSession(services, {
      id: input.id,
      workspaceId,
      createdBy: me.user.id,
      model: defaultModel(ctx),
      name: input.name,
      first: input.first,
    })
    warm(ctx, created.id)
    return created
  }),
  rename: inSession('session.rename', 'id')
    .input(z.object({ id: Id, name: SessionName }))
    .mutation(({ ctx, input }) => renameSession(ctx.services, input)),
  setModel: inSession('session.model', 'id')
    .input(z.object({ id: Id, model: z.string().max(200) }))
    .mutation(({ ctx, input }) => {
      if (!ctx.services.info.models.some((model) => model.id === input.model))
        throw new AppError('bad_input', 'That model is not configured on this server.')
      return setSessionModel(ctx.services, input)
    }),
  delete: inSession('session.delete', 'id')
    .input(z.object({ id: Id }))
    .mutation(({ ctx, input }) =>
      deleteSession(ctx.services, { id: input.id, by: ctx.me.user.id }),
    ),
})

/** Starts the session's sandbox; what goes wrong shows in its state. */
export const warm = ({ services }: ApiContext, sessionId: Id): void => {
  services.sandboxes
    .ensure(sessionId)
    .catch((error: unknown) => services.log.error({ err: error, sessionId }, 'no sandbox'))
}
