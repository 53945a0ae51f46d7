import { expect, test } from 'vitest'
import { redosIn, undoneBy } from './undone.ts'

const undo = (number: number, ...undoes: number[]) => ({
  id: `v${number}`,
  number,
  undoes: undoes.map((each) => `v${each}`),
})

function shown(...undos: ReturnType<typeof undo>[]) {
  const newestFirst = undos.toSorted((a, b) => b.number - a.number)
  return Object.fromEntries([...undoneBy(newestFirst)].map(([id, by]) => [id, by.number]))
}

test('rule 45.8: a version is undone by the undo that is in force, to any depth of undo and redo', () => {
  expect(shown()).toEqual({})
  expect(shown(undo(5, 2, 3))).toEqual({ v2: 5, v3: 5 })
  const redone = [undo(5, 2), undo(6, 5)]
  expect(shown(...redone)).toEqual({ v5: 6 })
  const again = [...redone, undo(7, 6)]
  expect(shown(...again)).toEqual({ v6: 7, v2: 5 })
  expect(shown(...again, undo(8, 7))).toEqual({ v7: 8, v5: 6 })
  expect(shown(...redone, undo(7, 2))).toEqual({ v2: 7, v5: 6 })
})

test('rule 45.8: an undo of an undo is a redo, and an undo of that is none', () => {
  const undos = [undo(8, 2), undo(7, 6), undo(6, 5), undo(5, 2)]
  expect([...redosIn(undos)]).toEqual(['v6'])
  expect([...redosIn([undo(9, 7), ...undos])]).toEqual(['v6', 'v9'])
})
