/** The control API's requests. Unknown fields are refused: what can't be done is never ignored in silence. */
import { z } from 'zod'

const MAX_TIMEOUT_SECONDS = 2_000_000

const timeout = z.int().min(0).max(MAX_TIMEOUT_SECONDS)
const texts = z.record(z.string().max(256), z.string().max(32_768))

export const createBody = z.strictObject({
  templateID: z.string().min(1).max(256),
  timeout: timeout.default(300),
  metadata: texts.nullish(),
  envVars: texts.nullish(),
  secure: z.boolean().optional(),
  allow_internet_access: z.boolean().nullish(),
  autoPause: z.boolean().optional(),
  autoPauseMemory: z.boolean().optional(),
  autoResume: z.strictObject({ enabled: z.boolean() }).optional(),
})
export type CreateBody = z.infer<typeof createBody>

/** The SDK always sends a body here; without `timeout` the life isn't changed. */
export const connectBody = z.strictObject({
  timeout: timeout.optional(),
  memory: z.boolean().optional(),
})

export const timeoutBody = z.strictObject({ timeout })

export const sandboxParams = z.object({ id: z.string().max(64) })

export const listQuery = z.object({
  metadata: z.string().max(8_192).optional(),
  state: z.string().max(64).optional(),
  startedAfter: z.iso.datetime({ offset: true }).optional(),
  template: z.string().max(256).optional(),
  order: z.enum(['asc', 'desc']).default('desc'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  nextToken: z.string().max(256).optional(),
})
export type ListQuery = z.infer<typeof listQuery>
