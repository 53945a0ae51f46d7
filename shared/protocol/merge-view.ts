import { z } from 'zod'
import { Id } from '../ids.ts'
import { limits } from '../limits.ts'
import { FilePath } from '../paths.ts'
import { Person } from './person.ts'
import { VersionFile } from './version-view.ts'

/** A stretch of a text file: both sides agree, or each wants another text. */
export const MergePart = z.discriminatedUnion('is', [
  z.object({ is: z.literal('same'), text: z.string() }),
  z.object({
    is: z.literal('conflict'),
    base: z.string(),
    ours: z.string(),
    theirs: z.string(),
  }),
])
export type MergePart = z.infer<typeof MergePart>

/**
 * `text`: parts of the file meet. `binary`, `large`: the whole file does. `deleted`: one side deleted what the other
 * changed. `folder`: a file on one side is a folder on the other.
 */
export const ConflictKind = z.enum(['text', 'binary', 'large', 'deleted', 'folder'])
export type ConflictKind = z.infer<typeof ConflictKind>

export const FileConflict = z.object({
  path: z.string(),
  kind: ConflictKind,
  /** Changes with any of the three contents: an answer to another conflict is refused. */
  key: z.string(),
  /** Of a text conflict, in order. */
  parts: MergePart.array().nullable(),
  /** Content hashes; null: the file isn't there. */
  ours: z.string().nullable(),
  theirs: z.string().nullable(),
})
export type FileConflict = z.infer<typeof FileConflict>

/** What a person wants in place of a conflict. Null content deletes the file. */
export const Resolution = z.union([
  z.object({ path: FilePath, key: z.string().max(64), take: z.enum(['ours', 'theirs']) }),
  z.object({
    path: FilePath,
    key: z.string().max(64),
    content: z.string().max(limits.fileBytes).nullable(),
  }),
])
export type Resolution = z.infer<typeof Resolution>

/** A later version that uses what the undone one brought. */
export const Dependent = z.object({
  id: Id,
  number: z.int(),
  title: z.string(),
  authors: Person.array(),
  /** Files, components and exports that it uses, by name. */
  uses: z.string().array(),
})
export type Dependent = z.infer<typeof Dependent>

/** What an undo or merge would do. Nothing has changed yet. */
export const DryRun = z.object({
  /** Against the working tree. */
  files: VersionFile.array(),
  conflicts: FileConflict.array(),
  dependents: Dependent.array(),
  /** A run works or waits: the change would wait its turn. */
  waits: z.boolean(),
})
export type DryRun = z.infer<typeof DryRun>

/** What the compiler and the page say of a dry run's result. Each sentence names a file. */
export const DryRunCheck = z.object({
  /** Null: it could not be checked, and why stands in `note`. */
  ok: z.boolean().nullable(),
  problems: z.string().array(),
  note: z.string().nullable(),
})
export type DryRunCheck = z.infer<typeof DryRunCheck>

/** How far a fork and its source have gone since they parted. */
export const ForkState = z.object({
  /** Null: the source is gone, or the viewer has no access to it. */
  source: z.object({ id: Id, name: z.string() }).nullable(),
  /** The version it began with, or that was merged last. */
  since: z.object({ id: Id, number: z.int() }).nullable(),
  /** Versions of the fork that the source doesn't have. */
  ahead: z.int(),
  behind: z.int(),
})
export type ForkState = z.infer<typeof ForkState>
