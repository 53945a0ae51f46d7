/** Whom a connection came to see, once that is known. */
export type Visit = {
  sessionId: string
  /** Sources of a `frame-ancestors` policy. */
  frameAncestors: string
}
