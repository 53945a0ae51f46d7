import { and, eq } from 'drizzle-orm'
import { activity, messages, runs, toolCalls } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { PageInput } from '../../shared/protocol/inputs/message-inputs.ts'
import { ActivityEntryInput } from '../../shared/protocol/inputs/session-inputs.ts'
import { limits } from '../../shared/limits.ts'
import { newestActivity } from '../rooms/project-activity.ts'
import { sessionProcedure, router } from './trpc.ts'

type Result = { result: string | null; files: (typeof toolCalls.$inferSelect)['files'] }

async function readResult(db: Db, sessionId: Id, id: Id): Promise<Result> {
  const [row] = await db
    .select({
      kind: activity.kind,
      title: activity.title,
      order: activity.order,
      result: toolCalls.result,
      files: toolCalls.files,
      error: runs.errorMessage,
    })
    .from(activity)
    .leftJoin(
      toolCalls,
      and(eq(toolCalls.runId, activity.runId), eq(toolCalls.callId, activity.callId)),
    )
    .leftJoin(runs, eq(runs.id, activity.runId))
    .where(and(eq(activity.id, id), eq(activity.sessionId, sessionId)))
  if (!row) throw new AppError('not_found', 'There is no such entry.')
  switch (row.kind) {
    case 'tool':
      return { result: row.result, files: row.files ?? [] }
    case 'message': {
      const [message] = await db
        .select({ text: messages.text })
        .from(messages)
        .where(and(eq(messages.sessionId, sessionId), eq(messages.order, row.order)))
      return { result: message?.text ?? null, files: [] }
    }
    case 'run':
    case 'error':
      return { result: row.error, files: [] }
    case 'version':
    case 'sandbox':
    case 'pin':
      return { result: row.title, files: [] }
  }
}

export const activityRouter = router({
  page: sessionProcedure('record.read')
    .input(PageInput)
    .query(async ({ ctx, input }) => {
      const { sessionId, before } = input
      const items = await newestActivity(ctx.services.db, sessionId, before, limits.pageSize + 1)
      return { items: items.slice(0, limits.pageSize), more: items.length > limits.pageSize }
    }),
  result: sessionProcedure('record.read')
    .input(ActivityEntryInput)
    .query(({ ctx, input }) => readResult(ctx.services.db, input.sessionId, input.id)),
})
