const storedAs = 'fegg-next'

/** Null if `next` could lead to another site. */
export function safeNext(next: string | null): string | null {
  return next && /^\/(?![/\\])[^\p{C}]*$/u.test(next) ? next : null
}

/** Survives the way to another site and back, in this tab. */
export function keepNext(next: string | null): void {
  try {
    if (next === null) sessionStorage.removeItem(storedAs)
    else sessionStorage.setItem(storedAs, next)
  } catch {
    // Storage is blocked: the sign-in leads to the first workspace.
  }
}

export function keptNext(): string | null {
  try {
    return safeNext(sessionStorage.getItem(storedAs))
  } catch {
    return null
  }
}
