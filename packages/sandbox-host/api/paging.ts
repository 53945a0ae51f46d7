import { ApiError } from '../lib/errors.ts'

/** The sort key: time, then id. */
export interface Listed {
  id: string
  at: Date
}

interface Place {
  at: number
  id: string
}

function placeOf(token: string): Place {
  const [at = '', id, ...more] = Buffer.from(token, 'base64url').toString('utf8').split(' ')
  if (!/^\d+$/.test(at) || !id || more.length > 0)
    throw new ApiError(400, 'the nextToken is invalid')
  return { at: Number(at), id }
}

function compare(one: Place, other: Place): number {
  return one.at - other.at || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)
}

/**
 * The token names the last entry, so entries added or removed between two pages cause no duplicates
 * or gaps.
 */
export function pageOf<T>(
  all: T[],
  listed: (each: T) => Listed,
  query: { order: 'asc' | 'desc'; limit: number; nextToken?: string | undefined },
): { page: T[]; nextToken: string | null } {
  const sign = query.order === 'asc' ? 1 : -1
  const after = query.nextToken === undefined ? null : placeOf(query.nextToken)
  const left = all
    .map((item) => ({ item, place: { id: listed(item).id, at: listed(item).at.getTime() } }))
    .filter(({ place }) => after === null || sign * compare(place, after) > 0)
    .sort((one, other) => sign * compare(one.place, other.place))
  const page = left.slice(0, query.limit)
  const last = left.length > query.limit ? page.at(-1) : undefined
  const nextToken = last
    ? Buffer.from(`${last.place.at} ${last.place.id}`).toString('base64url')
    : null
  return { page: page.map(({ item }) => item), nextToken }
}
