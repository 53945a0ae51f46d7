import { z } from 'zod'
import { MergePart } from '../../../shared/protocol/merge-view.ts'

/** What a thread is asked, and what it answers. */
export const TextJob = z.object({
  base: z.string(),
  ours: z.string(),
  theirs: z.string(),
  timeoutMs: z.number(),
})
export type TextJob = z.infer<typeof TextJob>

export const TextMerge = z.discriminatedUnion('clean', [
  z.object({ clean: z.literal(true), text: z.string() }),
  /** `late`: the time was up, so the whole text is one conflict. */
  z.object({ clean: z.literal(false), parts: MergePart.array(), late: z.boolean() }),
])
export type TextMerge = z.infer<typeof TextMerge>
