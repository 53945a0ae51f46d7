import type { ListQuery } from './api-schema.ts'
import { ApiError } from './errors.ts'
import type { Sandbox } from './sandbox.ts'

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new ApiError(400, 'the metadata to look for is not URL-encoded')
  }
}

/** The SDK encodes names and values once by hand, then again as a query string. */
function wantedMetadata(query: string): Array<[string, string]> {
  return [...new URLSearchParams(query)].map(([name, value]) => [decoded(name), decoded(value)])
}

function offsetOf(token: string | undefined): number {
  if (token === undefined) return 0
  const offset = Number(token)
  if (!Number.isInteger(offset) || offset < 0) throw new ApiError(400, 'the nextToken is not one')
  return offset
}

/** The page of sandboxes that a query asks for, and the token of the next page if there is one. */
export function pageOf(
  all: Sandbox[],
  query: ListQuery,
): { page: Sandbox[]; nextToken: string | undefined } {
  const states = query.state?.split(',') ?? ['running']
  const wanted = wantedMetadata(query.metadata ?? '')
  const after = query.startedAfter ? new Date(query.startedAfter).getTime() : 0
  const sign = query.order === 'asc' ? 1 : -1
  const found = all
    .filter(() => states.includes('running'))
    .filter(({ info }) => wanted.every(([name, value]) => info.metadata[name] === value))
    .filter(({ info }) => info.startedAt.getTime() >= after)
    .filter(({ info }) => query.template === undefined || info.templateId === query.template)
    .sort((one, other) => sign * (one.info.startedAt.getTime() - other.info.startedAt.getTime()))
  const from = offsetOf(query.nextToken)
  const until = from + query.limit
  return {
    page: found.slice(from, until),
    nextToken: until < found.length ? String(until) : undefined,
  }
}
