import { z } from 'zod'
import { Id } from '../ids.ts'
import { Role, Standing } from '../roles.ts'
import { Person } from './person.ts'
import { SessionState } from './session-state.ts'

export const SessionCard = z.object({
  id: Id,
  name: z.string(),
  state: SessionState,
  changedAt: z.string(),
  createdBy: Person,
  /** People who have the session open. */
  here: Person.array(),
  /** The newest message, cut. */
  lastLine: z.string().nullable(),
  /** The version its picture shows. */
  picture: z.int().nullable(),
})
export type SessionCard = z.infer<typeof SessionCard>

/** A session in the bin. */
export const DeletedSession = z.object({
  id: Id,
  name: z.string(),
  deletedAt: z.string(),
  /** Null for a former member, and for sessions deleted by an older server. */
  deletedBy: Person.nullable(),
  /** When it is removed for good. */
  goneAt: z.string(),
  /** What goes with it. */
  messages: z.int(),
  versions: z.int(),
})
export type DeletedSession = z.infer<typeof DeletedSession>

export const SessionView = z.object({
  id: Id,
  name: z.string(),
  /** The higher of the roles in `standing`. */
  role: Role,
  standing: Standing,
  /** Null for a visitor. */
  workspace: z.object({ id: Id, slug: z.string(), name: z.string() }).nullable(),
  model: z.string(),
})
export type SessionView = z.infer<typeof SessionView>
