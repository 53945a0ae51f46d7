import { expect, test } from 'vitest'
import { moveInList } from './move-in-list.ts'

function move(id: string, to: number) {
  return moveInList(['a', 'b', 'c'], (item) => item === id, to)
}

test('an item moves to an index, clamped to the ends', () => {
  expect(move('a', 2)).toEqual(['b', 'c', 'a'])
  expect(move('c', 0)).toEqual(['c', 'a', 'b'])
  expect(move('a', 9)).toEqual(['b', 'c', 'a'])
  expect(move('c', -3)).toEqual(['c', 'a', 'b'])
  expect(move('x', 1)).toEqual(['a', 'b', 'c'])
})
