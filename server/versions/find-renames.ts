import { type ReadBlob, textOf } from './blobs.ts'
import type { TreeEntry } from './working-tree.ts'

/** As Git's: how much of the larger file both must share. */
const leastShared = 0.5
/** More pairs, or larger files, are compared by hash alone. */
const mostPairs = 10_000
const mostBytes = 200_000

/** Finds files that were moved: created path to deleted path. */
export async function findRenames(
  deleted: readonly TreeEntry[],
  created: readonly TreeEntry[],
  read: ReadBlob,
): Promise<Map<string, string>> {
  const renames = new Map<string, string>()
  if (deleted.length === 0 || created.length === 0) return renames
  const gone = new Map<string, TreeEntry[]>()
  for (const file of deleted) gone.set(file.hash, [...(gone.get(file.hash) ?? []), file])
  for (const { path, hash } of created) {
    const same = gone.get(hash) ?? []
    const found = same.find((file) => nameOf(file.path) === nameOf(path)) ?? same[0]
    // nothing is known of where an empty file comes from
    if (!found || (await read(hash)).byteLength === 0) continue
    renames.set(path, found.path)
    gone.set(
      hash,
      same.filter((file) => file !== found),
    )
  }
  const from = [...gone.values()].flat()
  const to = created.filter(({ path }) => !renames.has(path))
  if (from.length * to.length > mostPairs) return renames
  for (const [path, old] of await likePairs(from, to, read)) renames.set(path, old)
  return renames
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The likest pairs first, each file once. */
async function likePairs(
  deleted: readonly TreeEntry[],
  created: readonly TreeEntry[],
  read: ReadBlob,
): Promise<Array<[created: string, deleted: string]>> {
  if (deleted.length === 0 || created.length === 0) return []
  const [from, to] = await Promise.all([linesOfAll(deleted, read), linesOfAll(created, read)])
  const pairs = from.flatMap((old) =>
    to.map((file) => ({ from: old.path, to: file.path, shared: sharedPart(old, file) })),
  )
  pairs.sort(
    (a, b) =>
      b.shared - a.shared ||
      Number(nameOf(b.from) === nameOf(b.to)) - Number(nameOf(a.from) === nameOf(a.to)),
  )
  const taken = new Set<string>()
  return pairs.flatMap(({ from: old, to: path, shared }) => {
    if (shared < leastShared || taken.has(`- ${old}`) || taken.has(`+ ${path}`)) return []
    taken.add(`- ${old}`).add(`+ ${path}`)
    return [[path, old] as [string, string]]
  })
}

type Lines = { path: string; length: number; counts: Map<string, number> }

async function linesOfAll(files: readonly TreeEntry[], read: ReadBlob): Promise<Lines[]> {
  const all: Lines[] = []
  for (const { path, hash } of files) {
    const content = await read(hash)
    const text = content.byteLength > mostBytes ? null : textOf(content)
    if (text === null || text === '') continue
    const counts = new Map<string, number>()
    for (const line of text.split(/(?<=\n)/)) counts.set(line, (counts.get(line) ?? 0) + 1)
    all.push({ path, length: text.length, counts })
  }
  return all
}

/** From 0 to 1, of the longer file. */
function sharedPart(a: Lines, b: Lines): number {
  const longer = Math.max(a.length, b.length)
  if (Math.min(a.length, b.length) < longer * leastShared) return 0
  let shared = 0
  for (const [line, count] of a.counts)
    shared += line.length * Math.min(count, b.counts.get(line) ?? 0)
  return shared / longer
}
