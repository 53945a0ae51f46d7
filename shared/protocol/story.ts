import { z } from 'zod'
import { Id } from '../ids.ts'
import { Person } from './person.ts'
import { VersionView } from './version-view.ts'

export const Moment = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('message'),
    id: Id,
    at: z.string(),
    authors: Person.array(),
    /** Its beginning. */
    text: z.string(),
  }),
  z.object({ is: z.literal('version'), id: Id, at: z.string(), version: VersionView }),
])
export type Moment = z.infer<typeof Moment>

/** What happened in a session after somebody was last there. */
export const Story = z.object({
  /** Of other people. */
  messages: z.int(),
  /** That differ now. */
  files: z.int(),
  /** The version that it begins with. */
  from: z.object({ id: Id, number: z.int() }),
  /** Oldest first; the newest of a long story. */
  moments: Moment.array(),
})
export type Story = z.infer<typeof Story>
