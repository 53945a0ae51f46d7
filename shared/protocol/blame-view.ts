import { z } from 'zod'
import { Id } from '../ids.ts'
import { VersionView } from './version-view.ts'

/** The version that a line comes from. */
export const BlameVersion = VersionView.pick({
  id: true,
  number: true,
  kind: true,
  redo: true,
  title: true,
  authors: true,
  at: true,
  messageId: true,
  undoneBy: true,
}).extend({
  /** Another session: the line came with a fork or a merge. */
  session: z.object({ id: Id, name: z.string() }).nullable(),
})
export type BlameVersion = z.infer<typeof BlameVersion>

/**
 * `unsaved`: changed since the newest version. `unknown`: older than what is known, or of a session that the viewer may
 * not see.
 */
export const BlameSource = z.union([BlameVersion, z.enum(['unsaved', 'unknown'])])
export type BlameSource = z.infer<typeof BlameSource>

export const FileBlame = z.object({
  /** Of the content; null: the file isn't there, or isn't text. */
  hash: z.string().nullable(),
  sources: BlameSource.array(),
  /** Runs of lines from the first on: an index in `sources`, and a number of lines. */
  lines: z.tuple([z.int(), z.int()]).array(),
  /** The file is so long that all of it counts as its last change's. */
  large: z.boolean(),
})
export type FileBlame = z.infer<typeof FileBlame>

export const ElementBlame = z.object({
  path: z.string(),
  /** Of the element, from 1. Of one that has others in it only the opening tag. */
  from: z.int(),
  to: z.int(),
  /** False: the page shows a file that isn't known, so the lines of now were taken. */
  exact: z.boolean(),
  /** Of its first line, and of the line that changed last. */
  made: BlameSource,
  changed: BlameSource,
})
export type ElementBlame = z.infer<typeof ElementBlame>
