import { basename } from 'node:path/posix'
import { setImmediate } from 'node:timers/promises'
import type { TreeEntry } from '../working-tree.ts'
import { hashesOf, mergeableText, type Read } from './contents.ts'
import { splitLines } from './lines.ts'

/** Of the larger file's characters, as Git's default for `-M`. */
const likeEnough = 0.5
/** Beyond it only files that are the same count as renamed. */
const mostPairs = 40_000
const mostLength = 1_000_000

type Sketch = { path: string; length: number; lines: Map<string, number> }
type Pair = { from: string; to: string; like: number }

async function sketch(entry: TreeEntry, read: Read): Promise<Sketch | null> {
  await setImmediate()
  const text = mergeableText(await read(entry.hash))
  if (!text || text.length > mostLength) return null
  const lines = new Map<string, number>()
  for (const line of splitLines(text)) lines.set(line, (lines.get(line) ?? 0) + 1)
  return { path: entry.path, length: text.length, lines }
}

/** The share of the larger text that stands in the other one too, by lines in any order. */
function likeness(a: Sketch, b: Sketch): number {
  const larger = Math.max(a.length, b.length)
  if (Math.min(a.length, b.length) < larger * likeEnough) return 0
  let common = 0
  for (const [line, count] of a.lines)
    common += line.length * Math.min(count, b.lines.get(line) ?? 0)
  return common / larger
}

/** Each file at most once, the most alike first, then those of the same name. */
function choose(pairs: Pair[], renames: Map<string, string>): void {
  const rank = ({ from, to, like }: Pair) => like + (basename(from) === basename(to) ? 1e-9 : 0)
  const taken = new Set(renames.values())
  for (const { from, to } of pairs.toSorted((a, b) => rank(b) - rank(a))) {
    if (renames.has(from) || taken.has(to)) continue
    renames.set(from, to)
    taken.add(to)
  }
}

/**
 * Old path to new path of the files that were renamed between two trees: deleted here and added there, with the same
 * content or, for text, at least half of it. Empty files never count.
 */
export async function findRenames(
  before: readonly TreeEntry[],
  after: readonly TreeEntry[],
  read: Read,
): Promise<Map<string, string>> {
  const [old, now] = [hashesOf(before), hashesOf(after)]
  const gone = before.filter(({ path }) => !now.has(path))
  const come = after.filter(({ path }) => !old.has(path))
  const renames = new Map<string, string>()
  if (gone.length === 0 || come.length === 0) return renames
  const byHash = Map.groupBy(come, ({ hash }) => hash)
  const same: Pair[] = []
  for (const { path, hash } of gone)
    for (const to of byHash.get(hash) ?? []) same.push({ from: path, to: to.path, like: 1 })
  const filled = same.length === 0 ? [] : await withContent(same, old, read)
  choose(filled, renames)
  const taken = new Set(renames.values())
  const goneLeft = gone.filter(({ path }) => !renames.has(path))
  const comeLeft = come.filter(({ path }) => !taken.has(path))
  if (goneLeft.length * comeLeft.length > mostPairs) return renames
  choose(await likePairs(goneLeft, comeLeft, read), renames)
  return renames
}

async function withContent(
  pairs: Pair[],
  hashes: Map<string, string>,
  read: Read,
): Promise<Pair[]> {
  const filled: Pair[] = []
  for (const pair of pairs)
    if ((await read(hashes.get(pair.from) ?? '')).byteLength > 0) filled.push(pair)
  return filled
}

async function likePairs(gone: TreeEntry[], come: TreeEntry[], read: Read): Promise<Pair[]> {
  if (gone.length === 0 || come.length === 0) return []
  const sketches: Sketch[] = []
  for (const entry of come) {
    const found = await sketch(entry, read)
    if (found) sketches.push(found)
  }
  const pairs: Pair[] = []
  for (const entry of gone) {
    const from = await sketch(entry, read)
    if (!from) continue
    for (const to of sketches) {
      const like = likeness(from, to)
      if (like >= likeEnough) pairs.push({ from: from.path, to: to.path, like })
    }
  }
  return pairs
}
