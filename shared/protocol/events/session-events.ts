import { z } from 'zod'
import { Id } from '../../ids.ts'

export const SessionChanged = z.object({ type: z.literal('session_changed') })

export const QueueChanged = z.object({ type: z.literal('queue_changed') })

export const SuggestionsChanged = z.object({ type: z.literal('suggestions_changed') })

export const PinChanged = z.object({ type: z.literal('pin_changed'), pinId: Id })

export const VersionCreated = z.object({
  type: z.literal('version_created'),
  versionId: Id,
  runId: Id.nullable(),
})

/** Its name, star or picture changed. */
export const VersionChanged = z.object({ type: z.literal('version_changed'), versionId: Id })
