import { AppError } from '../../shared/protocol/errors.ts'
import { withTimeout } from '../lib/async.ts'
import type { Route } from '../upstream/route.ts'
import type { Upstreams } from './upstreams.ts'

export type Reached =
  | { is: 'there'; route: Route }
  | { is: 'waiting' }
  | { is: 'failed'; message: string }

function messageOf(error: unknown): string {
  return error instanceof AppError ? error.message : "Couldn't start the preview."
}

/** The sandbox continues to wake after `ms`. */
export function reach(upstreams: Upstreams, sessionId: string, ms: number): Promise<Reached> {
  const route = upstreams.route(sessionId).then<Reached, Reached>(
    (found) => ({ is: 'there', route: found }),
    (error: unknown) => ({ is: 'failed', message: messageOf(error) }),
  )
  return withTimeout(route, ms, () => ({ is: 'waiting' }) as const)
}
