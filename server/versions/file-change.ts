import type { FileChangeKind } from '../../shared/protocol/file-change-kind.ts'

/** Null content removes the file. Paths are checked against `FilePath` where the change is made. */
export type FileEdit = { path: string; content: string | Uint8Array | null }

export type FileChange = {
  path: string
  change: FileChangeKind
  hash: string | null
  /** Not text, before or after. */
  binary: boolean
  /** Lines; 0 for a binary file. */
  added: number
  removed: number
}
