import { AppError } from '../../shared/protocol/errors.ts'
import { withTimeout } from '../lib/async.ts'
import type { Route, Upstreams } from './upstreams.ts'

export type Reached =
  | { is: 'there'; route: Route }
  | { is: 'waiting' }
  | { is: 'failed'; message: string }

function messageOf(error: unknown): string {
  return error instanceof AppError ? error.message : "Couldn't start the preview."
}

/** Waits at most `ms` for the session's preview; the sandbox goes on waking after that. */
export function reach(upstreams: Upstreams, sessionId: string, ms: number): Promise<Reached> {
  const route = upstreams.route(sessionId).then<Reached, Reached>(
    (found) => ({ is: 'there', route: found }),
    (error: unknown) => ({ is: 'failed', message: messageOf(error) }),
  )
  return withTimeout(route, ms, () => ({ is: 'waiting' }) as const)
}
