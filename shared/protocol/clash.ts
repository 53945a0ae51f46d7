import { z } from 'zod'
import { Id } from '../ids.ts'
import { Person } from './person.ts'

/** Two messages want to change the same thing. */
export const Clash = z.object({
  /** The run that came first. */
  runId: Id,
  authors: Person.array(),
  running: z.boolean(),
  kind: z.enum(['file', 'element', 'opposite', 'words', 'meaning']),
  /** Such as a path or “header”. */
  what: z.string(),
})
export type Clash = z.infer<typeof Clash>
