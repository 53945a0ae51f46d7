import { z } from 'zod'
import { MergePart } from '../../../shared/protocol/merge-view.ts'
import { TooSlow } from './common-lines.ts'
import { lineChanges } from './line-changes.ts'
import { LineNumbering, splitLines } from './lines.ts'
import { mergeTexts } from './merge-texts.ts'

/** Work on texts that takes long for long texts. Past `timeoutMs` it ends with the coarse answer. */
export const TextJob = z.discriminatedUnion('work', [
  z.object({
    work: z.literal('merge'),
    base: z.string(),
    ours: z.string(),
    theirs: z.string(),
    timeoutMs: z.number(),
  }),
  z.object({
    work: z.literal('count'),
    before: z.string(),
    after: z.string(),
    timeoutMs: z.number(),
  }),
])
export type TextJob = z.infer<typeof TextJob>

export const Merged = z.discriminatedUnion('clean', [
  z.object({ clean: z.literal(true), text: z.string() }),
  z.object({ clean: z.literal(false), parts: MergePart.array(), late: z.boolean() }),
])

/** In lines. `late`: the time was up, and all lines count as replaced. */
export const LineCount = z.object({ added: z.int(), removed: z.int(), late: z.boolean() })
export type LineCount = z.infer<typeof LineCount>

export const TextResult = z.union([Merged, LineCount])
export type TextResult = z.infer<typeof TextResult>

function countLines(before: string, after: string, timeoutMs: number): LineCount {
  const numbering = new LineNumbering()
  const lines = numbering.number(splitLines(before))
  const newLines = numbering.number(splitLines(after))
  const sum = { added: 0, removed: 0, late: false }
  try {
    for (const change of lineChanges(lines, newLines, Date.now() + timeoutMs)) {
      sum.added += change.added
      sum.removed += change.removed
    }
    return sum
  } catch (error) {
    if (!(error instanceof TooSlow)) throw error
    return { added: newLines.length, removed: lines.length, late: true }
  }
}

export function doTextJob(job: TextJob): TextResult {
  return job.work === 'merge'
    ? mergeTexts(job.base, job.ours, job.theirs, job)
    : countLines(job.before, job.after, job.timeoutMs)
}
