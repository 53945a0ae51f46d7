import { z } from 'zod'
import { sandboxParams } from './schema.ts'
import { ApiError } from '../lib/errors.ts'

/** Throws ApiError 400 that names the invalid field. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new ApiError(400, `not supported by this host: ${z.prettifyError(result.error)}`)
}

export function idOf(params: unknown): string {
  return parse(sandboxParams, params).id
}
