import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../testing/database.ts'
import { hashOf } from './blobs.ts'
import { entriesOf, foldersOf, treeHash } from './folders.ts'
import { putTree } from './put-tree.ts'
import { readTree } from './read-tree.ts'
import type { TreeEntry } from './working-tree.ts'

const name = fc.oneof(
  fc.constantFrom('a', 'b', 'B', 'a b', 'src', 'ä', 'é', 'e\u0301', '😀', '\uff5e', 'a.ts'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).filter((text) => !/[/\0]/.test(text)),
)
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'))
const tree = fc
  .uniqueArray(fc.tuple(path, fc.nat(5)), { selector: ([each]) => each, maxLength: 40 })
  .map((files) => files.map(([each, content]) => ({ path: each, hash: hashOf(`${content}`) })))
const parameters = { seed: 43, numRuns: 300 }

function sorted(entries: TreeEntry[]): TreeEntry[] {
  return entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

test('rule 43.1: the folders of any tree give back its files', () => {
  fc.assert(
    fc.property(tree, (entries) => {
      const { root, folders } = foldersOf(entries)
      expect(entriesOf(root, folders)).toEqual(sorted(entries))
    }),
    parameters,
  )
})

test('rule 7.3: two trees have the same hash only if they have the same files', () => {
  fc.assert(
    fc.property(tree, tree, fc.nat(), (one, other, turn) => {
      const at = one.length === 0 ? 0 : turn % one.length
      expect(treeHash([...one.slice(at), ...one.slice(0, at)])).toBe(treeHash(one))
      const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
      expect(treeHash(one) === treeHash(other)).toBe(same)
    }),
    parameters,
  )
})

test('rule 43.1: a stored tree is read as it was, whatever it shares with others', async () => {
  await using database = await openTestDatabase('embedded')
  const { db } = database
  await fc.assert(
    fc.asyncProperty(tree, async (entries) => {
      const root = await db.transaction((tx) => putTree(tx, foldersOf(entries)))
      expect(root).toBe(treeHash(entries))
      expect(await readTree(db, root)).toEqual(sorted(entries))
    }),
    { ...parameters, numRuns: 60 },
  )
  expect(await readTree(db, hashOf('no tree'))).toEqual([])
})
