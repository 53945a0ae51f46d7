import { z } from 'zod'
import { Id } from '../../ids.ts'
import { DeclineReason, Prompt } from '../texts.ts'
import { Said } from './message-inputs.ts'

export const SuggestionInput = z.object({ sessionId: Id, id: Id })

export const AddSuggestionInput = SuggestionInput.and(Said)

export const ApproveInput = z.object({
  sessionId: Id,
  /** Several become one message, in this order. */
  ids: Id.array().min(1).max(20),
  messageId: Id,
  text: Prompt.optional(),
})

export const DeclineInput = SuggestionInput.extend({ reason: DeclineReason })
