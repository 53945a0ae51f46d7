import { expect, test } from 'vitest'
import { type Chance, chanceOf } from '../../testing/random.ts'
import type { TreeEntry } from '../working-tree.ts'
import { mergeTrees } from './merge-trees.ts'
import { BlobShelf } from './testing/blob-shelf.ts'

type Lines = Map<string, string[]>
type Version = { before: TreeEntry[]; after: TreeEntry[] }

/** Each line that people write is the only one of its kind, so that it can be followed. */
class History {
  readonly shelf = new BlobShelf()
  readonly versions: Version[] = []
  readonly #chance: Chance
  now: TreeEntry[]
  #written = 0

  constructor(seed: number) {
    this.#chance = chanceOf(seed)
    const files = new Map(['a.ts', 'b.ts', 'c/d.ts'].map((path) => [path, this.#newLines(12)]))
    this.now = this.#treeOf(files)
  }

  #newLines(count: number): string[] {
    return Array.from({ length: count }, () => `line ${(this.#written += 1)}`)
  }

  #treeOf(files: Lines): TreeEntry[] {
    return this.shelf.entries(
      new Map([...files].map(([path, lines]) => [path, lines.map((line) => `${line}\n`).join('')])),
    )
  }

  async linesOf(tree: TreeEntry[]): Promise<Lines> {
    const texts = await this.shelf.texts(tree)
    return new Map(
      Object.entries(texts).map(([path, text]) => [path, text.split('\n').slice(0, -1)]),
    )
  }

  async allLines(tree: TreeEntry[]): Promise<Set<string>> {
    return new Set([...(await this.linesOf(tree)).values()].flat())
  }

  save(after: TreeEntry[]): void {
    this.versions.push({ before: this.now, after })
    this.now = after
  }

  async edit(): Promise<void> {
    const files = await this.linesOf(this.now)
    const paths = [...files.keys()]
    const path = paths[this.#chance(paths.length)] ?? 'a.ts'
    const lines = files.get(path) ?? []
    const kind = this.#chance(10)
    if (kind === 0) files.set(`new-${this.#written}.ts`, this.#newLines(8))
    else if (kind === 1 && paths.length > 1) files.delete(path)
    else if (kind === 2) {
      files.delete(path)
      files.set(`moved-${(this.#written += 1)}.ts`, lines)
    } else if (kind < 6)
      lines.splice(this.#chance(lines.length + 1), 0, ...this.#newLines(1 + this.#chance(3)))
    else if (kind < 8) lines.splice(this.#chance(lines.length + 1), 1 + this.#chance(2))
    else lines.splice(this.#chance(lines.length + 1), 1, ...this.#newLines(1))
    this.save(this.#treeOf(files))
  }

  pick(): Version | undefined {
    return this.versions[this.#chance(this.versions.length)]
  }

  async merged(base: TreeEntry[], theirs: TreeEntry[]) {
    const merged = await mergeTrees({ base, ours: this.now, theirs, read: this.shelf.read })
    return { ...merged, tree: this.shelf.edited(this.now, merged.edits) }
  }
}

function minus(a: ReadonlySet<string>, b: ReadonlySet<string>) {
  return new Set([...a].filter((line) => !b.has(line)))
}

test('rule 44.8: an undo takes back its change, and no line that somebody else wrote', async () => {
  const seen = { clean: 0, conflicts: 0 }
  for (let seed = 1; seed <= 150; seed += 1) {
    const history = new History(seed)
    for (let step = 0; step < 16; step += 1) {
      await history.edit()
      if (step % 3 !== 2) continue
      const version = history.pick()
      if (!version) continue
      const { tree, conflicts } = await history.merged(version.after, version.before)
      const [before, after, now, result] = await Promise.all(
        [version.before, version.after, history.now, tree].map((some) => history.allLines(some)),
      )
      if (!before || !after || !now || !result) throw new Error('No lines.')
      const [brought, taken] = [minus(after, before), minus(before, after)]
      const about = `seed ${seed}, step ${step}`
      const none = new Set()
      expect(minus(minus(now, brought), result), `${about}: lost`).toEqual(none)
      expect(minus(minus(result, now), taken), `${about}: made up`).toEqual(none)
      if (conflicts.length === 0) {
        expect(minus(brought, result), `${about}: not taken back`).toEqual(brought)
        expect(minus(taken, result), `${about}: not brought back`).toEqual(none)
        seen.clean += 1
        history.save(tree)
      } else seen.conflicts += 1
    }
  }
  expect(Math.min(seen.clean, seen.conflicts)).toBeGreaterThan(50)
})

test('rule 44.8: undo and redo give the tree that was there, with others’ work in between', async () => {
  let redone = 0
  for (let seed = 1; seed <= 150; seed += 1) {
    const history = new History(seed)
    for (let step = 0; step < 6; step += 1) await history.edit()
    const version = history.pick()
    if (!version) continue
    const start = history.now
    const undone = await history.merged(version.after, version.before)
    if (undone.conflicts.length > 0) continue
    history.save(undone.tree)
    const redo = await history.merged(version.before, version.after)
    expect({ tree: redo.tree, conflicts: redo.conflicts }, `seed ${seed}`).toEqual({
      tree: start,
      conflicts: [],
    })
    await history.edit()
    const later = history.now
    const back = await history.merged(version.before, version.after)
    if (back.conflicts.length === 0) {
      history.save(back.tree)
      const again = await history.merged(version.after, version.before)
      const lines = await history.allLines(again.tree)
      // all but a new name of a file that was away in between
      if (again.conflicts.length === 0)
        expect(lines, `seed ${seed}`).toEqual(await history.allLines(later))
    }
    redone += 1
  }
  expect(redone).toBeGreaterThan(50)
})

test('rule 44.8: the undo of the newest version is its parent', async () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const history = new History(seed)
    for (let step = 0; step < 6; step += 1) await history.edit()
    const newest = history.versions.at(-1)
    if (!newest) throw new Error('No version.')
    const { tree, conflicts } = await history.merged(newest.after, newest.before)
    expect({ tree, conflicts }, `seed ${seed}`).toEqual({ tree: newest.before, conflicts: [] })
  }
})
