import type { Id } from '../../../shared/ids.ts'

/** Where a side's file can be fetched from. */
export interface FileSource {
  sessionId: Id
  version: Id | 'now'
}

export interface OneSide {
  name: string
  /** Null: unknown. */
  source: FileSource | null
}

/** The two sides of a merge, named for people. */
export interface Sides {
  ours: OneSide
  theirs: OneSide
}
