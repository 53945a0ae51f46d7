import { z } from 'zod'

/** Times in ms. */
export const workerStartSchema = z.object({
  pgDir: z.string(),
  socketPath: z.string(),
  holdLimitMs: z.number().positive(),
})
export type WorkerStart = z.infer<typeof workerStartSchema>

/** Worker to main thread. */
export const workerReportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('listening') }),
  z.object({ kind: z.literal('closed') }),
  /** Asks for `ran`. */
  z.object({ kind: z.literal('ran?') }),
])
export type WorkerReport = z.infer<typeof workerReportSchema>

/** Main thread to worker. */
export const workerOrderSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('close') }),
  /** The main thread, whose code the clients are, has taken a turn. */
  z.object({ kind: z.literal('ran') }),
])
export type WorkerOrder = z.infer<typeof workerOrderSchema>
