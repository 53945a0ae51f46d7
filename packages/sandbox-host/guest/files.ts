import type { FileMetadata } from './file-metadata.ts'
import type { Paths } from './paths.ts'

/** What the calls on files work with. */
export interface Files {
  paths: Paths
  metadata: FileMetadata
}
