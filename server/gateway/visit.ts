/** Whom a connection came to see, once that is known. */
export type Visit = {
  sessionId: string
  /** The name by which they came. */
  previewId: string
  /** Sources of a `frame-ancestors` policy. */
  frameAncestors: string
}
