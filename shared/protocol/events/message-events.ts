import { z } from 'zod'
import { Id } from '../../ids.ts'

export const MessageAdded = z.object({ type: z.literal('message_added'), messageId: Id })

/** Its text, its authors or where it went is different now. */
export const MessageChanged = z.object({ type: z.literal('message_changed'), messageId: Id })
