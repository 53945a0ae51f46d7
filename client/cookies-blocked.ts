import { createStore } from './live/store.ts'
import { browserStorage } from './browser-storage.ts'

/** Why nobody can be signed in here. `because` is the server's sentence. */
export type CookiesBlocked = { because: string | null }

function isKnownAtStart(): boolean {
  return typeof navigator !== 'undefined' && (!navigator.cookieEnabled || browserStorage() === null)
}

export const cookiesBlocked = createStore<CookiesBlocked | null>(
  isKnownAtStart() ? { because: null } : null,
)
