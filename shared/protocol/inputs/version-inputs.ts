import { z } from 'zod'
import { Id } from '../../ids.ts'
import { limits } from '../../limits.ts'
import { VersionName } from '../texts.ts'

/** `now`: the working tree. */
export const VersionAt = z.union([Id, z.literal('now')])
export type VersionAt = z.infer<typeof VersionAt>

const Path = z.string().min(1).max(limits.filePathLength)

/** Versions with a lower number than `before`, newest first; null: from the newest on. */
export const ListVersionsInput = z.object({
  sessionId: Id,
  before: z.int().min(0).nullable(),
  /** One of its authors. */
  authorId: Id.optional(),
  /** The message that asked for it. */
  messageId: Id.optional(),
  /** It changed this file. */
  path: Path.optional(),
  starred: z.boolean().optional(),
})

export const OneVersionInput = z.object({ sessionId: Id, versionId: Id })

export const CompareVersionsInput = z.object({ sessionId: Id, from: Id, to: VersionAt })

export const VersionFileInput = z.object({
  sessionId: Id,
  version: VersionAt,
  path: Path,
  /** Also the text of a large file. */
  whole: z.boolean().optional(),
})

/** Null: without a name. */
export const NameVersionInput = OneVersionInput.extend({ name: VersionName.nullable() })

export const StarVersionInput = OneVersionInput.extend({ starred: z.boolean() })

export const LookInput = z.object({ sessionId: Id, lookId: Id })

/** `seq` is that of the last event that the person has. */
export const MarkVisitInput = z.object({ sessionId: Id, seq: z.int().min(0) })
