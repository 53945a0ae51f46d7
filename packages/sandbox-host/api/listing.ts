import type { ListQuery } from './schema.ts'
import { ApiError } from '../lib/errors.ts'
import { pageOf } from './paging.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'

const allStates: readonly string[] = ['running', 'paused']

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new ApiError(400, 'the metadata in the query is not URL-encoded')
  }
}

/** The SDK URL-encodes names and values twice. */
function wantedMetadata(query: string): Array<[string, string]> {
  return [...new URLSearchParams(query)].map(([name, value]) => [decoded(name), decoded(value)])
}

function wantedStates(query: string | undefined): readonly string[] {
  if (query === undefined) return allStates
  const states = query.split(',')
  if (states.some((each) => !allStates.includes(each)))
    throw new ApiError(400, 'state must be running or paused')
  return states
}

/** Throws ApiError 400 for an invalid query. */
export function listSandboxes(
  all: Sandbox[],
  query: ListQuery,
): { page: Sandbox[]; nextToken: string | null } {
  const states = wantedStates(query.state)
  const wanted = wantedMetadata(query.metadata ?? '')
  const after = query.startedAfter ? new Date(query.startedAfter).getTime() : 0
  const found = all
    .filter(({ state }) => states.includes(state))
    .filter(({ info }) => wanted.every(([name, value]) => info.metadata[name] === value))
    .filter(({ info }) => info.startedAt.getTime() >= after)
    .filter(({ info }) => query.template === undefined || info.templateId === query.template)
  return pageOf(found, ({ info }) => ({ id: info.id, at: info.startedAt }), query)
}
