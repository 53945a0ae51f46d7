import { expect, test } from 'vitest'
import { pageOf } from './paging.ts'

function item(id: string, at: number) {
  return { id, at: new Date(at) }
}
function pages(all: ReturnType<typeof item>[], limit: number, order: 'asc' | 'desc') {
  const found: string[][] = []
  for (let nextToken: string | null = null, done = false; !done; ) {
    const next: ReturnType<typeof pageOf<(typeof all)[number]>> = pageOf(all, (each) => each, {
      order,
      limit,
      nextToken: nextToken ?? undefined,
    })
    found.push(next.page.map(({ id }) => id))
    nextToken = next.nextToken
    done = nextToken === null
  }
  return found
}

test('pages follow each other in order, also for entries with the same time', () => {
  const all = [item('b', 1), item('a', 1), item('d', 9), item('c', 5)]
  expect(pages(all, 2, 'asc')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ])
  expect(pages(all, 3, 'desc')).toEqual([['d', 'c', 'b'], ['a']])
  expect(pages([], 3, 'desc')).toEqual([[]])
})

test('an entry that is removed between two pages makes no other one missing', () => {
  const all = [item('a', 1), item('b', 2), item('c', 3)]
  const { nextToken } = pageOf(all, (each) => each, { order: 'asc', limit: 2 })
  const next = pageOf(all.slice(1), (each) => each, {
    order: 'asc',
    limit: 2,
    nextToken: nextToken ?? undefined,
  })
  expect(next.page.map(({ id }) => id)).toEqual(['c'])
})

test('an invented token is refused', () => {
  const page = () =>
    pageOf([item('a', 1)], (each) => each, { order: 'asc', limit: 1, nextToken: 'abc' })
  expect(page).toThrow(/nextToken/)
})
