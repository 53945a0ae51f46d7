import { expect, test } from 'vitest'
import { messageBudget } from './message-budget.ts'

function accepted(
  budget: ReturnType<typeof messageBudget>,
  from: number,
  count: number,
  everyMs: number,
) {
  return Array.from({ length: count }, (_, at) => budget.take(from + at * everyMs)).filter(Boolean)
    .length
}

test('rule 11.5: messages of a page that floods the app are dropped, and later ones accepted again', () => {
  const budget = messageBudget()
  expect(accepted(budget, 0, 10_000, 0.1)).toBeLessThan(250)
  expect(accepted(budget, 60_000, 20, 50)).toBe(20)
})

test('rule 11.5: twenty pointer messages a second are all accepted', () => {
  expect(accepted(messageBudget(), 0, 2_000, 50)).toBe(2_000)
})
