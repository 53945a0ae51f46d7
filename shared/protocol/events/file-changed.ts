import { z } from 'zod'
import { Id } from '../../ids.ts'
import { FileChangeKind } from '../file-change-kind.ts'

export const FileChanged = z.object({
  type: z.literal('file_changed'),
  runId: Id.nullable(),
  path: z.string(),
  change: FileChangeKind,
  /** Content hash; null when deleted. */
  hash: z.string().nullable(),
  /** Lines. */
  added: z.int(),
  removed: z.int(),
})
