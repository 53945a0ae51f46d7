/** In a file of its own, so that pages which preload it don't import the router. */
export function sessionCode() {
  return import('./session.tsx')
}

/** Ignores a failure: opening the page reports it. */
export function preloadSession(): void {
  sessionCode().catch(() => undefined)
}
