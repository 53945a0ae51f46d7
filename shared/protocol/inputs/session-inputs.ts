import { z } from 'zod'
import { Id } from '../../ids.ts'
import { limits } from '../../limits.ts'
import { Prompt, SessionName } from '../texts.ts'
import { InWorkspace } from './workspace-inputs.ts'

export const SessionById = z.object({ id: Id })

export const InSession = z.object({ sessionId: Id })

/** The last entry of the page before: its time in milliseconds since the epoch. */
const PageCursor = z.object({ at: z.int().min(0).max(Date.UTC(9999, 0)), id: Id })
export type PageCursor = z.infer<typeof PageCursor>

export const SessionPageInput = InWorkspace.extend({
  cursor: PageCursor.nullish(),
  count: z.int().min(1).max(limits.sessionsPage).optional(),
})
export type SessionPageInput = z.infer<typeof SessionPageInput>

/** Without a workspace, one of the caller's own is used. */
export const CreateSessionInput = z.object({
  id: Id,
  workspaceId: Id.optional(),
  name: SessionName.optional(),
  first: z.object({ messageId: Id, text: Prompt }).optional(),
})

export const RenameSessionInput = SessionById.extend({ name: SessionName })

export const RestoreSessionInput = SessionById.extend({ workspaceId: Id })

export const RemoveSessionInput = SessionById.extend({ workspaceId: Id })

export const SetModelInput = SessionById.extend({ model: z.string().max(200) })

export const ActivityEntryInput = z.object({ sessionId: Id, id: Id })

/** `image` is base64. */
export const KeepPictureInput = InSession.extend({
  version: z.int().min(1),
  image: z
    .base64()
    .max(Math.ceil(limits.pictureBytes / 3) * 4, 'That picture is too large to be kept.'),
})
