import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs } from './backoff.ts'

test('rule 5: the backoff grows to a limit and is spread by chance', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 60 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (n, chance) => {
        const ms = backoffMs(n, () => chance)
        expect(ms).toBeGreaterThanOrEqual(backoffMs(n, () => 0))
        expect(ms).toBeLessThanOrEqual(15_000)
        expect(backoffMs(n + 1, () => chance)).toBeGreaterThanOrEqual(ms)
      },
    ),
  )
  expect(backoffMs(3, () => 0)).toBeLessThan(backoffMs(3, () => 0.99))
})
