import type { BridgeToApp } from '../../../shared/bridge.ts'

/** An error of the page in the preview. */
export interface PageError {
  message: string
  /** Nothing of the app is left on the page because of it. */
  blank: boolean
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

const errorOf = ({ message, blank, file, line }: Failure): PageError => ({
  message,
  blank,
  place: file ? `${file}${line === undefined ? '' : `:${line}`}` : null,
})

/** The page's state after one of its messages. The first error stays: what follows is mostly its consequence. */
export const pageAfter = (page: PageState, message: BridgeToApp): PageState => {
  switch (message.type) {
    case 'hello':
      return { ...page, connected: true, ready: message.ready, route: message.route }
    case 'ready':
      return { connected: true, ready: true, route: message.route, error: null }
    case 'route':
      return { ...page, connected: true, route: message.route }
    case 'hmr':
      return { ...page, connected: true, error: null }
    case 'error':
      // A page that logs an error still works: that is for the agent, not for a banner.
      if (message.kind === 'console') return page
      if (page.error && (page.error.blank || !message.blank)) return page
      return { ...page, connected: true, error: errorOf(message) }
  }
}
