import type { BridgeToApp } from '../../../shared/protocol/bridge.ts'

/** An error of the page in the preview. */
export interface PageError {
  message: string
  /** Nothing of the app is left on the page because of it. */
  blank: boolean
  /** When it was told of, in milliseconds since the epoch. */
  at: number
  /** Where it happened, as `file:line`; null where that isn't known. */
  place: string | null
}

/** What the page in the preview has told of itself. */
export interface PageState {
  /** The bridge in the page answers. */
  connected: boolean
  ready: boolean
  route: string
  error: PageError | null
}

export const freshPage: PageState = { connected: false, ready: false, route: '/', error: null }

type Failure = Extract<BridgeToApp, { type: 'error' }>

/** Errors this close together come of one cause: the first one names it. */
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
  // A page that logs an error still works: that is for the agent, not for a banner.
  if (failure.kind === 'console') return page
  const known = page.error
  const consequence = known && now - known.at < burstMs && (known.blank || !failure.blank)
  return consequence ? page : { ...page, connected: true, error: errorOf(failure, now) }
}

/** The page's state after one of its messages, heard at `now` (milliseconds since the epoch). */
export function pageAfter(page: PageState, message: BridgeToApp, now: number): PageState {
  switch (message.type) {
    case 'hello':
      return { ...page, connected: true, ready: message.ready, route: message.route }
    case 'ready': {
      // What was told of before this page began was another page's.
      const own = page.error && page.error.at >= now - message.ms && !page.error.blank
      return { connected: true, ready: true, route: message.route, error: own ? page.error : null }
    }
    case 'route':
      return { ...page, connected: true, route: message.route }
    case 'hmr':
      return { ...page, connected: true, error: null }
    case 'error':
      return withError(page, message, now)
    // What people do in the page changes nothing about it.
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
