export type Visit = {
  sessionId: string
  previewId: string
  /** Sources of a `frame-ancestors` policy. */
  frameAncestors: string
}
