import { z } from 'zod'
import { limits } from '../limits.ts'

export const Prompt = z
  .string()
  .trim()
  .min(1, 'Write what you want first.')
  .max(
    limits.promptLength,
    `A message has at most ${limits.promptLength.toLocaleString('en')} characters.`,
  )

export const PinText = z
  .string()
  .trim()
  .min(1, 'Write a comment first.')
  .max(
    limits.pinCommentLength,
    `A comment has at most ${limits.pinCommentLength.toLocaleString('en')} characters.`,
  )

export const DeclineReason = z
  .string()
  .trim()
  .min(1, 'Say why, in a few words.')
  .max(limits.reasonLength, `A reason has at most ${limits.reasonLength} characters.`)

export const SessionName = z
  .string()
  .trim()
  .min(1, 'Enter a name.')
  .max(limits.nameLength, `A name has at most ${limits.nameLength} characters.`)

export const WorkspaceName = z
  .string()
  .trim()
  .min(1, 'Enter a name for the workspace.')
  .max(limits.nameLength, `A name has at most ${limits.nameLength} characters.`)
