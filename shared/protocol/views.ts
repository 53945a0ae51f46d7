import { z } from 'zod'
import { Id } from '../ids.ts'
import { limits } from '../limits.ts'
import { Person, SessionState } from './record.ts'
import { Role, Standing } from '../roles.ts'

/** What the API answers, where it is not a record's shape. */

export const Me = z.object({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  guest: z.boolean(),
  color: z.string(),
})
export type Me = z.infer<typeof Me>

export const WorkspaceView = z.object({ id: Id, slug: z.string(), name: z.string(), role: Role })
export type WorkspaceView = z.infer<typeof WorkspaceView>

export const MemberView = z.object({
  id: Id,
  name: z.string(),
  color: z.string(),
  guest: z.boolean(),
  role: Role,
  joinedAt: z.string(),
})
export type MemberView = z.infer<typeof MemberView>

/** A session as a card. */
export const SessionCard = z.object({
  id: Id,
  name: z.string(),
  state: SessionState,
  changedAt: z.string(),
  createdBy: Person,
  /** People whose tabs are open on it now. */
  here: Person.array(),
  /** The newest thing said, cut short. */
  lastLine: z.string().nullable(),
  /** The version that its picture shows; null where it has none. */
  picture: z.int().nullable(),
})
export type SessionCard = z.infer<typeof SessionCard>

export const SessionView = z.object({
  id: Id,
  name: z.string(),
  /** The higher of what membership and share links give; `standing` has both. */
  role: Role,
  standing: Standing,
  /** Null for a visitor, who knows nothing of it. */
  workspace: z.object({ id: Id, slug: z.string(), name: z.string() }).nullable(),
  model: z.string(),
})
export type SessionView = z.infer<typeof SessionView>

export const ModelView = z.object({ id: z.string(), label: z.string(), demo: z.boolean() })
export type ModelView = z.infer<typeof ModelView>

/** What is true of the server for everybody: models, sign-in providers, the sandboxes' banner. */
export const AppInfo = z.object({
  models: ModelView.array(),
  github: z.boolean(),
  sandboxWarning: z.string().nullable(),
})
export type AppInfo = z.infer<typeof AppInfo>

export const Prompt = z
  .string()
  .trim()
  .min(1, 'Write what you want first.')
  .max(
    limits.promptLength,
    `A message has at most ${limits.promptLength.toLocaleString('en')} characters.`,
  )

/** A comment on an element of the preview. */
export const PinText = z
  .string()
  .trim()
  .min(1, 'Write a comment first.')
  .max(
    limits.pinCommentLength,
    `A comment has at most ${limits.pinCommentLength.toLocaleString('en')} characters.`,
  )

export const SessionName = z
  .string()
  .trim()
  .min(1, 'A name is needed.')
  .max(limits.nameLength, `A name has at most ${limits.nameLength} characters.`)

export const WorkspaceName = z
  .string()
  .trim()
  .min(1, 'A workspace needs a name.')
  .max(limits.nameLength, `A name has at most ${limits.nameLength} characters.`)
