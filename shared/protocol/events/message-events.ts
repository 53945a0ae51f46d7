import { z } from 'zod'
import { Id } from '../../ids.ts'

export const MessageAdded = z.object({ type: z.literal('message_added'), messageId: Id })

/** Its text, authors or destination changed. */
export const MessageChanged = z.object({ type: z.literal('message_changed'), messageId: Id })
