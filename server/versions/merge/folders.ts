import type { FileConflict } from '../../../shared/protocol/merge-view.ts'
import { hashOf } from '../blobs.ts'
import type { TreeEntry } from '../working-tree.ts'
import type { Answers } from './answers.ts'
import { hashesOf, hashOfContent, type Result } from './contents.ts'

function isUnder(path: string, folder: string) {
  return path.startsWith(`${folder}/`)
}

/** Files with others below their path, top ones first. */
function clashes(result: Result): string[] {
  const found = new Set<string>()
  for (const path of result.keys())
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      const folder = path.slice(0, at)
      if (result.has(folder)) found.add(folder)
    }
  return [...found].toSorted((a, b) => a.length - b.length)
}

function dropBelow(result: Result, folder: string): void {
  for (const path of [...result.keys()]) if (isUnder(path, folder)) result.delete(path)
}

/** Back to what ours has there. */
function putBack(result: Result, ours: readonly TreeEntry[], folder: string): void {
  result.delete(folder)
  dropBelow(result, folder)
  for (const { path, hash } of ours)
    if (path === folder || isUnder(path, folder)) result.set(path, { hash })
}

/**
 * A path can't be a file and a folder. Where the merged tree has it as both, people choose; until they do, all below it
 * stays as ours has it, and what conflicts there is said after. Changes `result`; returns the open conflicts.
 */
export function settleFolders(merge: {
  result: Result
  conflicts: readonly FileConflict[]
  ours: readonly TreeEntry[]
  theirs: readonly TreeEntry[]
  answers: Answers
}): FileConflict[] {
  const { result, answers } = merge
  const [ours, theirs] = [hashesOf(merge.ours), hashesOf(merge.theirs)]
  let open = [...merge.conflicts]
  for (const path of clashes(result)) {
    const file = result.get(path)
    const below = [...result].filter(([other]) => isUnder(other, path))
    if (!file || below.length === 0) continue
    const names = below.map(([name, content]) => `${name}\0${hashOfContent(content)}`).toSorted()
    const conflict: FileConflict = {
      path,
      kind: 'folder',
      key: hashOf(['folder', hashOfContent(file), ...names].join('\n')),
      parts: null,
      ours: ours.get(path) ?? null,
      theirs: theirs.get(path) ?? null,
    }
    const answer = answers.find(conflict)
    if (!answer) {
      putBack(result, merge.ours, path)
      open = open.filter((other) => other.path !== path && !isUnder(other.path, path))
      open.push(conflict)
    } else if ('take' in answer) {
      const isFile = answer.take === (ours.has(path) ? 'ours' : 'theirs')
      if (isFile) dropBelow(result, path)
      else result.delete(path)
    } else if (answer.content === null) result.delete(path)
    else {
      dropBelow(result, path)
      result.set(path, { text: answer.content })
    }
  }
  return open
}
