/** Fetches the session page's code. A file of its own, so that pages which preload it don't import the router. */
export function sessionCode() {
  return import('./session.tsx')
}

/** Starts the fetch early. A failure is ignored here; opening the page reports it. */
export function preloadSession(): void {
  sessionCode().catch(() => undefined)
}
