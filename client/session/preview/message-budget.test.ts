import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bridgeTextLimit } from '../../../shared/protocol/bridge.ts'
import { isSmall, messageBudget } from './message-budget.ts'

function verdicts(
  budget: ReturnType<typeof messageBudget>,
  from: number,
  count: number,
  everyMs: number,
) {
  return Array.from({ length: count }, (_, at) => budget.take(from + at * everyMs))
}

function accepted(...args: Parameters<typeof verdicts>) {
  return verdicts(...args).filter((verdict) => verdict === 'accept').length
}

test('rule 11.5: messages of a page that floods the app are dropped, and later ones accepted again', () => {
  const budget = messageBudget()
  expect(accepted(budget, 0, 10_000, 0.1)).toBeLessThan(250)
  expect(accepted(budget, 60_000, 20, 50)).toBe(20)
})

test('rule 11.5: twenty pointer messages a second are all accepted', () => {
  expect(accepted(messageBudget(), 0, 2_000, 50)).toBe(2_000)
})

test('rule 36.9: a page that sends 100,000 messages a second is stopped within a fifth of it', () => {
  expect(verdicts(messageBudget(), 0, 20_000, 0.01)).toContain('flood')
})

test('rule 36.9: a page that sends a thousand messages a second is not stopped', () => {
  expect(verdicts(messageBudget(), 0, 60_000, 1)).not.toContain('flood')
})

function nested(depth: number): unknown {
  return Array.from({ length: depth }).reduce((inner) => ({ inner }), {})
}

test.each<[name: string, message: unknown]>([
  ['a long text', { type: 'route', route: `/${'a'.repeat(1_000_000)}` }],
  ['a long list', { type: 'hmr', files: Array.from({ length: 1_000_000 }, () => '') }],
  ['a long list without items', { type: 'hmr', files: Object.assign([], { length: 4e9 }) }],
  ['a thousand levels', nested(1_000)],
  ['many names', Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`a${at}`, at]))],
  ['lists in lists', Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => 1))],
])('rule 36.9: a message with %s is dropped before it is read', (_, message) => {
  expect(isSmall(message)).toBe(false)
})

test('rule 36.9: what the bridge sends is small', () => {
  const anchor = fc.record({ path: fc.string({ maxLength: 700 }), text: fc.string() })
  const message = fc.record({ type: fc.string(), at: anchor, found: fc.array(anchor) })
  fc.assert(
    fc.property(message, (one) => {
      expect(isSmall(one)).toBe(true)
    }),
  )
  const files = Array.from({ length: 200 }, () => 'a'.repeat(bridgeTextLimit))
  expect(isSmall({ type: 'hmr', files })).toBe(true)
  expect(isSmall({ type: 'picture', image: new ArrayBuffer(2_000_000) })).toBe(true)
})
