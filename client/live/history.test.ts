import { expect, test } from 'vitest'
import { History } from './history.ts'

function entries(from: number, to: number) {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    id: `m${from + index}`,
    order: from + index,
  }))
}
function ids(history: History<{ id: string; order: number }>) {
  return history.all().map((entry) => entry.order)
}

test('an entry that leaves the window stays in the list', () => {
  const history = new History()
  history.setWindow(entries(1, 5))
  history.setWindow(entries(3, 7))
  expect(ids(history)).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('pages go before the window, each entry once', () => {
  const history = new History()
  history.setWindow(entries(7, 9))
  expect(history.hasMore(9)).toBe(true)
  history.addPage(entries(4, 7).reverse(), true)
  expect(history.hasMore(9)).toBe(true)
  history.addPage(entries(1, 3).reverse(), false)
  expect(ids(history)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(history.hasMore(9)).toBe(false)
  expect(history.oldest()).toBe(1)
})

test('a window that doesn’t overlap starts over, so that the list has no gap', () => {
  const history = new History()
  history.setWindow(entries(1, 5))
  history.setWindow(entries(60, 65))
  expect(ids(history)).toEqual([60, 61, 62, 63, 64, 65])
  expect(history.hasMore(65)).toBe(true)
})
