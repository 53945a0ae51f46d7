import { expect, test } from 'vitest'
import { diffStat } from './diff-stat.ts'
import { treeHash } from './folders.ts'

test.each([
  ['', '', 0, 0],
  ['', 'a\nb', 2, 0],
  ['a\nb\nc\n', 'a\nc\n', 0, 1],
  ['a\nb\nc\n', 'a\nx\ny\nc\n', 2, 1],
])('from %j to %j: +%i −%i', (before, after, added, removed) => {
  expect(diffStat(before, after)).toEqual({ added, removed })
})

test('rule 7.3: a tree’s hash does not depend on the order of its files, but on paths and contents', () => {
  const a = { path: 'a', hash: '1' }
  const b = { path: 'b', hash: '2' }
  expect(treeHash([a, b])).toBe(treeHash([b, a]))
  expect(treeHash([a, b])).not.toBe(treeHash([a, { ...b, hash: '3' }]))
  expect(treeHash([a, b])).not.toBe(treeHash([a, { ...b, path: 'c' }]))
})
