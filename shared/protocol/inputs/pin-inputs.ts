import { z } from 'zod'
import { Id } from '../../ids.ts'
import { Picked } from '../anchor.ts'
import { PinText } from '../texts.ts'

const Pin = z.object({ sessionId: Id, pinId: Id })

export const AddPinInput = z.object({
  id: Id,
  commentId: Id,
  sessionId: Id,
  element: Picked,
  text: PinText,
})

export const ReplyInput = Pin.extend({ id: Id, text: PinText })

export const ResolveInput = Pin.extend({ resolved: z.boolean() })

export const DeleteCommentInput = z.object({ sessionId: Id, id: Id })

/** `id` is the message's. */
export const SendPinInput = Pin.extend({ id: Id })
