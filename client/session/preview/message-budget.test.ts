import { expect, test } from 'vitest'
import { messageBudget } from './message-budget.ts'

function heard(
  budget: ReturnType<typeof messageBudget>,
  from: number,
  count: number,
  everyMs: number,
) {
  return Array.from({ length: count }, (_, at) => budget.take(from + at * everyMs)).filter(Boolean)
    .length
}

test('rule 11.5: of a page that floods the app no more than its share is heard, and later it is heard again', () => {
  const budget = messageBudget()
  expect(heard(budget, 0, 10_000, 0.1)).toBeLessThan(250)
  expect(heard(budget, 60_000, 20, 50)).toBe(20)
})

test('rule 11.5: a page that reports a moving pointer twenty times a second is heard in full', () => {
  expect(heard(messageBudget(), 0, 2_000, 50)).toBe(2_000)
})
