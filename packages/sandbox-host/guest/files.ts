import type { FileMetadata } from './file-metadata.ts'
import type { Paths } from './paths.ts'

export interface Files {
  paths: Paths
  metadata: FileMetadata
}
