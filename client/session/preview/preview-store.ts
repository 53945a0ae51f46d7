import type { BridgeToApp } from '../../../shared/protocol/bridge.ts'

export interface PageError {
  message: string
  blank: boolean
  /** In milliseconds since the epoch. */
  at: number
  /** `file:line`; null if unknown. */
  place: string | null
}

export interface PageState {
  connected: boolean
  ready: boolean
  route: string
  error: PageError | null
}

export const freshPage: PageState = { connected: false, ready: false, route: '/', error: null }

type Failure = Extract<BridgeToApp, { type: 'error' }>

/** Of errors this close together the first is the cause; only it is shown. */
const burstMs = 1_000

function errorOf({ message, blank, file, line }: Failure, at: number): PageError {
  return {
    message,
    blank,
    at,
    place: file ? `${file}${line === undefined ? '' : `:${line}`}` : null,
  }
}

function withError(page: PageState, failure: Failure, now: number): PageState {
  // A page that logs an error still works: only the agent gets it.
  if (failure.kind === 'console') return page
  const known = page.error
  const consequence = known && now - known.at < burstMs && (known.blank || !failure.blank)
  return consequence ? page : { ...page, connected: true, error: errorOf(failure, now) }
}

/** `now` is in milliseconds since the epoch. */
export function pageAfter(page: PageState, message: BridgeToApp, now: number): PageState {
  switch (message.type) {
    case 'hello':
      return { ...page, connected: true, ready: message.ready, route: message.route }
    case 'ready': {
      // Errors from before this load belong to the last page.
      const own = page.error && page.error.at >= now - message.ms && !page.error.blank
      return { connected: true, ready: true, route: message.route, error: own ? page.error : null }
    }
    case 'route':
      return { ...page, connected: true, route: message.route }
    case 'hmr':
      return { ...page, connected: true, error: null }
    case 'error':
      return withError(page, message, now)
    case 'pointer':
    case 'view':
    case 'acted':
    case 'picked':
    case 'pick_ended':
    case 'pins':
    case 'pin_opened':
    case 'picture':
      return page
  }
}
