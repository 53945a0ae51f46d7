import { z } from 'zod'
import { Id } from '../ids.ts'
import { Person } from './person.ts'

/** What two people's messages both want to change. */
export const Clash = z.object({
  /** The other run, which came first. */
  runId: Id,
  authors: Person.array(),
  running: z.boolean(),
  kind: z.enum(['file', 'element', 'opposite', 'words', 'meaning']),
  /** The thing in question, such as a path or “header”. */
  what: z.string(),
})
export type Clash = z.infer<typeof Clash>
