import { z } from 'zod'
import { Id } from '../ids.ts'
import { Role, Standing } from '../roles.ts'
import { Person } from './person.ts'
import { SessionState } from './session-state.ts'

/** A session in its workspace's list. */
export const SessionCard = z.object({
  id: Id,
  name: z.string(),
  state: SessionState,
  changedAt: z.string(),
  createdBy: Person,
  /** People who have the session open now. */
  here: Person.array(),
  /** The newest message, cut short. */
  lastLine: z.string().nullable(),
  /** The version that its picture shows; null where it has none. */
  picture: z.int().nullable(),
})
export type SessionCard = z.infer<typeof SessionCard>

export const SessionView = z.object({
  id: Id,
  name: z.string(),
  /** The higher of the roles by membership and by share links; `standing` has both. */
  role: Role,
  standing: Standing,
  /** Null for a visitor. */
  workspace: z.object({ id: Id, slug: z.string(), name: z.string() }).nullable(),
  model: z.string(),
})
export type SessionView = z.infer<typeof SessionView>
