import { z } from 'zod'
import { Id } from '../ids.ts'
import { Person } from './person.ts'

/** The whole result is fetched by id. */
export const RecordActivity = z.object({
  id: Id,
  order: z.int(),
  at: z.string(),
  kind: z.enum(['message', 'run', 'tool', 'version', 'sandbox', 'error', 'pin']),
  title: z.string(),
  /** From `shared/tools.ts`; other versions may know more. */
  tool: z.string().nullable(),
  state: z.enum(['running', 'ok', 'failed']),
  ms: z.int().nullable(),
  person: Person.nullable(),
  runId: Id.nullable(),
})
export type RecordActivity = z.infer<typeof RecordActivity>
