import type { Id } from '../../../shared/ids.ts'
import type { VersionAt } from '../../../shared/protocol/inputs/version-inputs.ts'

/** Where a side's file can be fetched from. */
export interface FileSource {
  sessionId: Id
  version: VersionAt
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
