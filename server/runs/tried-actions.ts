import { and, desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { steps, toolCalls } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { PageAction } from '../browser/port.ts'

/** The tool's own schema has let them through; a later one may know other actions. */
const Action: z.ZodType<PageAction> = z.discriminatedUnion('do', [
  z.object({ do: z.literal('go'), route: z.string() }),
  z.object({ do: z.literal('click'), role: z.string().default('button'), name: z.string() }),
  z.object({
    do: z.literal('type'),
    name: z.string(),
    text: z.string(),
    enter: z.boolean().optional(),
  }),
  z.object({ do: z.literal('choose'), name: z.string(), option: z.string() }),
  z.object({ do: z.literal('press'), key: z.string() }),
  z.object({ do: z.literal('expect'), text: z.string(), absent: z.boolean().optional() }),
])
const Args = z.object({ actions: Action.array() })

/** What the agent last tried with success in a run. Empty: nothing. */
export async function triedActions(db: Db, runId: Id): Promise<PageAction[]> {
  const [call] = await db
    .select({ callId: toolCalls.callId, step: toolCalls.step })
    .from(toolCalls)
    .where(and(eq(toolCalls.runId, runId), eq(toolCalls.tool, 'use_app'), eq(toolCalls.ok, true)))
    .orderBy(desc(toolCalls.step), desc(toolCalls.startedAt))
    .limit(1)
  if (!call) return []
  const [step] = await db
    .select({ calls: steps.toolCalls })
    .from(steps)
    .where(and(eq(steps.runId, runId), eq(steps.step, call.step)))
  const made = step?.calls.find(({ id }) => id === call.callId)
  return Args.safeParse(made?.args).data?.actions ?? []
}
