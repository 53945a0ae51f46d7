import { z } from 'zod'
import { Id } from '../ids.ts'
import { FileChangeKind } from './file-change-kind.ts'
import { Person } from './person.ts'
import { ProofPicture } from './proof-picture.ts'
import { RunOutcome } from './run-status.ts'

/** `start` is a session's first version. */
export const VersionKind = z.enum(['start', 'run', 'edit', 'restore', 'undo', 'merge', 'import'])
export type VersionKind = z.infer<typeof VersionKind>

export const VersionFile = z.object({
  path: z.string(),
  change: FileChangeKind,
  /** Its path before, if it was renamed. */
  from: z.string().nullable(),
  binary: z.boolean(),
  /** Lines; 0 for a binary file. */
  added: z.int(),
  removed: z.int(),
})
export type VersionFile = z.infer<typeof VersionFile>

/** Null: not checked. */
export const VersionChecks = z.object({
  types: z.boolean().nullable(),
  page: z.boolean().nullable(),
})
export type VersionChecks = z.infer<typeof VersionChecks>

export const VersionView = z.object({
  id: Id,
  /** Counts the session's versions from 0. */
  number: z.int(),
  kind: VersionKind,
  /** How its run ended: a version of a stopped or failed run is partial work. */
  outcome: RunOutcome,
  at: z.string(),
  /** All who asked for it, sender first. */
  authors: Person.array(),
  /** The first line of the message, or what happened. */
  title: z.string(),
  /** The message that asked for it. */
  messageId: Id.nullable(),
  /** The agent's reply. */
  replyId: Id.nullable(),
  parentId: Id.nullable(),
  /** The other session's version after a merge. */
  merged: z.object({ id: Id, number: z.int(), sessionId: Id, sessionName: z.string() }).nullable(),
  /** Or, of a restore, the version that it brought back. */
  undoes: z.object({ id: Id, number: z.int() }).array(),
  /** It undoes an undo. */
  redo: z.boolean(),
  /** The version whose undo took this one out, and is in force. */
  undoneBy: z.object({ id: Id, number: z.int() }).nullable(),
  fileCount: z.int(),
  added: z.int(),
  removed: z.int(),
  checks: VersionChecks.nullable(),
  name: z.string().nullable(),
  starred: z.boolean(),
  picture: z.boolean(),
  proofs: ProofPicture.array().optional(),
})
export type VersionView = z.infer<typeof VersionView>

/** A page of the list, newest first. */
export const VersionsPage = z.object({ versions: VersionView.array(), more: z.boolean() })
export type VersionsPage = z.infer<typeof VersionsPage>

/** What the list can be narrowed to. */
export const VersionFilters = z.object({
  people: Person.array(),
  /** Files that a version changed, by path. */
  paths: z.string().array(),
})
export type VersionFilters = z.infer<typeof VersionFilters>

/** A file as it is in a version. */
export const VersionFileView = z.object({
  /** Null: it isn't there, is binary, or is large and wasn't asked for whole. */
  text: z.string().nullable(),
  binary: z.boolean(),
  large: z.boolean(),
  /** Bytes. */
  size: z.int(),
  /** Of its content; null: it isn't there. */
  hash: z.string().nullable(),
})
export type VersionFileView = z.infer<typeof VersionFileView>

/** Where a person last had the session open. */
export const Visit = z.object({
  /** Of the last event that they had. */
  seq: z.int(),
  at: z.string(),
  /** The newest version then. */
  version: z.object({ id: Id, number: z.int() }),
})
export type Visit = z.infer<typeof Visit>
