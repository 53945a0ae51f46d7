import { activity } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { SessionTransaction } from './session-transaction.ts'

export interface ActivityEntry {
  order: number
  kind: (typeof activity.$inferInsert)['kind']
  title: string
  state: 'running' | 'ok' | 'failed'
  tool?: string
  callId?: string
  runId?: Id | null
  personId?: Id | null
  ms?: number
}

export async function addActivity(
  { tx, session, at }: SessionTransaction,
  entry: ActivityEntry,
): Promise<void> {
  await tx.insert(activity).values({ id: newId(), sessionId: session.id, at, ...entry })
}
