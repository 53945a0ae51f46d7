import { z } from 'zod'
import { limits } from '../limits.ts'
import { storable } from '../storable.ts'

/** Where an element of the page stands in the app's files. The page says so, and a page may lie. */
export const SourcePlace = z.object({
  path: z.string().overwrite(storable).min(1).max(limits.filePathLength),
  line: z.int().min(1).max(1_000_000),
  column: z.int().min(1).max(1_000_000),
  /** Of the file that the page was made from; null if unknown. */
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
})
export type SourcePlace = z.infer<typeof SourcePlace>
