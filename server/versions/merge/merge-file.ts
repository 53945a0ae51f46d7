import { basename } from 'node:path/posix'
import type { ConflictKind, MergePart } from '../../../shared/protocol/merge-view.ts'
import { type ReadBlob, textOf } from '../blobs.ts'
import type { Content } from './contents.ts'
import { mergePackageJson } from './package-json.ts'
import { pathOf, type Track } from './tracks.ts'
import { isShort, mergeLongTexts } from './merge-long-texts.ts'

export type FileMerge =
  /** Null: the file is deleted. */
  { content: Content | null } | { conflict: ConflictKind; parts: MergePart[] | null }

/** Long enough for any `package.json` that people write. */
const jsonTimeMs = 50

/** For a file that both sides changed. Merges line by line; a file that is not text is a conflict as a whole. */
async function mergeChanged(
  path: string,
  contents: { base: Uint8Array; ours: Uint8Array; theirs: Uint8Array },
  timeoutMs: number | undefined,
): Promise<FileMerge> {
  const [base, ours, theirs] = [contents.base, contents.ours, contents.theirs].map(textOf)
  if (typeof base !== 'string' || typeof ours !== 'string' || typeof theirs !== 'string')
    return { conflict: 'binary', parts: null }
  const byKey = basename(path) === 'package.json' && [base, ours, theirs].every(isShort)
  const merged = byKey
    ? mergePackageJson(base, ours, theirs, { timeoutMs: jsonTimeMs })
    : await mergeLongTexts(base, ours, theirs, timeoutMs)
  if (merged.clean) return { content: { text: merged.text } }
  if (merged.late) return { conflict: 'large', parts: null }
  return { conflict: 'text', parts: merged.parts }
}

/** One file's content; its path is `pathOf`. */
export async function mergeFile(
  track: Track,
  read: ReadBlob,
  timeoutMs: number | undefined,
): Promise<FileMerge> {
  const [base, ours, theirs] = [track.base?.hash, track.ours?.hash, track.theirs?.hash]
  if (ours === theirs || base === theirs) return { content: ours ? { hash: ours } : null }
  if (base === ours) return { content: theirs ? { hash: theirs } : null }
  if (!ours || !theirs) return { conflict: 'deleted', parts: null }
  const contents = {
    base: base ? await read(base) : new Uint8Array(),
    ours: await read(ours),
    theirs: await read(theirs),
  }
  return mergeChanged(pathOf(track), contents, timeoutMs)
}
