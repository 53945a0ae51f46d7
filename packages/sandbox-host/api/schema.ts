/** Unknown body fields are refused, so that no option is silently ignored. */
import { z } from 'zod'
import { networkOptions } from '../network/network-rules.ts'

const maxTimeoutSeconds = 2_000_000
const maxForks = 20
const maxPage = 1_000

const timeout = z.int().min(0).max(maxTimeoutSeconds)
const texts = z.record(z.string().max(256), z.string().max(32_768))

export const createBody = z.strictObject({
  templateID: z.string().min(1).max(256),
  timeout: timeout.default(300),
  metadata: texts.nullish(),
  envVars: texts.nullish(),
  secure: z.boolean().optional(),
  allow_internet_access: z.boolean().nullish(),
  network: networkOptions.nullish(),
  autoPause: z.boolean().default(false),
  autoPauseMemory: z.boolean().default(true),
  autoResume: z.strictObject({ enabled: z.boolean() }).optional(),
})
export type CreateBody = z.infer<typeof createBody>

/** Without `timeout` a running sandbox's time to live isn't changed. */
export const connectBody = z.strictObject({
  timeout: timeout.optional(),
  memory: z.boolean().default(true),
  autoPause: z.boolean().optional(),
})

export const pauseBody = z.strictObject({ memory: z.boolean().default(true) })

export const timeoutBody = z.strictObject({ timeout })

export const refreshBody = z.strictObject({ duration: timeout.default(300) })

export const sandboxParams = z.object({ id: z.string().max(64) })

const page = {
  limit: z.coerce.number().int().min(1).max(maxPage).default(100),
  nextToken: z.string().max(256).optional(),
}

export const listQuery = z.object({
  metadata: z.string().max(8_192).optional(),
  state: z.string().max(64).optional(),
  startedAfter: z.iso.datetime({ offset: true }).optional(),
  template: z.string().max(256).optional(),
  order: z.enum(['asc', 'desc']).default('desc'),
  ...page,
})
export type ListQuery = z.infer<typeof listQuery>

export const metricsQuery = z.object({
  start: z.coerce.number().int().min(0).optional(),
  end: z.coerce.number().int().min(0).optional(),
})

const secret = {
  value: z.string().min(1).max(65_536),
  metadata: z.record(z.string().max(128), z.string().max(1_024)).optional(),
}

export const secretBody = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^{}\p{Cc}]+$/u, 'a name has no braces and no control characters')
    .refine((name) => !name.toLowerCase().startsWith('sec_'), 'sec_ is for ids'),
  ...secret,
})

export const secretUpdate = z.strictObject(secret)

export const secretParams = z.object({ id: z.string().max(256) })

export const secretsQuery = z.object(page)

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,127}$/, 'a name has lower-case letters, digits, - and _ only')

export const aliasParams = z.object({ alias: z.string().max(256) })

export const templatesQuery = z.object({ teamID: z.string().max(64).optional(), ...page })

export const templateParams = z.object({ id: z.string().max(256) })

export const metricsOfQuery = z.object({ sandbox_ids: z.string().max(8_192) })

export const snapshotBody = z.strictObject({ name: name.optional() })

export const snapshotsQuery = z.object({
  sandboxID: z.string().max(64).optional(),
  name: z.string().max(256).optional(),
  ...page,
})

export const forkBody = z.strictObject({
  timeout: timeout.default(300),
  count: z.int().min(1).max(maxForks).default(1),
})
