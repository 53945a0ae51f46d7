import type { FileConflict, MergePart } from '../../shared/protocol/merge-view.ts'
import { limits } from '../../shared/limits.ts'
import { truncateMiddle } from '../../shared/truncate.ts'
import { type ReadBlob, textOf } from '../versions/blobs.ts'

/** Of one side of a file, where it is given whole. */
const sideLength = 20_000

const intro = [
  'These files could not be merged by themselves. They are still as they were: “ours” is their text now, “theirs” is what the change wants in its place, “base” is what both began with.',
  'Edit each of them so that the change takes effect and what others did later stays. Then check the app.',
].join('\n')

function partText(part: Extract<MergePart, { is: 'conflict' }>): string {
  const sides = [
    ['<<<<<<< ours', part.ours],
    ['||||||| base', part.base],
    ['=======', part.theirs],
  ]
  const lines = sides.flatMap(([mark, text = '']) => [
    mark,
    ...(text === '' ? [] : [text.replace(/\n$/, '')]),
  ])
  return [...lines, '>>>>>>> theirs'].join('\n')
}

async function sideText(name: string, hash: string | null, read: ReadBlob): Promise<string> {
  if (hash === null) return `${name}: the file is not there`
  const text = textOf(await read(hash))
  if (text === null) return `${name}: not text`
  return `${name}:\n${truncateMiddle(text, sideLength)}`
}

async function conflictText(conflict: FileConflict, read: ReadBlob): Promise<string> {
  const { path, kind, parts, ours, theirs } = conflict
  switch (kind) {
    case 'text':
      return [
        `${path}:`,
        ...(parts ?? []).flatMap((part) => (part.is === 'conflict' ? [partText(part)] : [])),
      ].join('\n')
    case 'binary':
      return `${path}: both sides changed this file, which isn't text. It stays as it is.`
    case 'folder':
      return `${path}: a file on one side, a folder on the other.`
    case 'large':
    case 'deleted':
      return [
        `${path}: ${kind === 'large' ? 'too different to merge.' : 'one side deleted what the other changed.'}`,
        await sideText('ours', ours, read),
        await sideText('theirs', theirs, read),
      ].join('\n')
  }
}

/** Null if there are none. */
export async function conflictsForAgent({
  conflicts,
  read,
}: {
  conflicts: readonly FileConflict[]
  read: ReadBlob | null
}): Promise<string | null> {
  if (conflicts.length === 0 || read === null) return null
  const texts = await Promise.all(conflicts.map((conflict) => conflictText(conflict, read)))
  return truncateMiddle([intro, ...texts].join('\n\n'), limits.toolResultLength)
}
