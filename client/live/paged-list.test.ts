import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import type { RecordMessage } from '../../shared/protocol/record-message.ts'
import { pagedList } from './paged-list.ts'
import { emptyView } from './record-view.ts'
import { createStore } from './store.ts'

function message(order: number): RecordMessage {
  return {
    id: newId(),
    order,
    at: '2026-01-01T00:00:00.000Z',
    from: 'person',
    went: null,
    authors: [{ id: newId(), name: 'Anna', color: '#123456' }],
    text: `${order}`,
  }
}

function setUp() {
  const all = Array.from({ length: 10 }, (_, index) => message(index + 1))
  const record = createStore({ ...emptyView, messages: all.slice(6) })
  const asked: Array<number | null> = []
  let fails = false
  const list = pagedList({
    record,
    window: (view) => view.messages,
    total: () => all.length,
    fetch: (before) => {
      asked.push(before)
      if (fails) return Promise.reject(new Error('cut'))
      const older = all.filter((entry) => entry.order < (before ?? Infinity)).reverse()
      return Promise.resolve({ items: older.slice(0, 4), more: older.length > 4 })
    },
  })
  const orders = () => list.state.get().items.map((entry) => entry.order)
  return { list, asked, orders, fail: (value: boolean) => (fails = value) }
}

test('older pages load one after another until there are no more', async () => {
  const { list, asked, orders } = setUp()
  expect(list.state.get().more).toBe(true)
  await Promise.all([list.loadOlder(), list.loadOlder()])
  await list.loadOlder()
  await list.loadOlder()
  expect(asked).toEqual([7, 3])
  expect(orders()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test('a page that fails is reported and can be loaded again', async () => {
  const { list, orders, fail } = setUp()
  fail(true)
  await list.loadOlder()
  expect(list.state.get()).toMatchObject({ loading: false, more: true })
  expect(list.state.get().failure).not.toBeNull()
  fail(false)
  await list.loadOlder()
  expect(orders()).toHaveLength(8)
  expect(list.state.get().failure).toBeNull()
})
