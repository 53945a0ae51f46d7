import { expect, test } from 'vitest'
import { nameFromPrompt } from './name-from-prompt.ts'

test.each([
  ['a to-do app called Errands with priorities', 'Errands'],
  ['Build me a recipe box named Nonna Lucia, with search', 'Nonna Lucia'],
  ['make a shop “Tiny Teapots” in green', 'Tiny Teapots'],
  ['a dashboard for a bakery. It has charts', 'Dashboard for a bakery'],
  ['!!!', 'Untitled'],
  ['\u200b\u202e', 'Untitled'],
  ['make a shop “\u202eTiny\u2028Teapots” in green', 'Tiny Teapots'],
  ['a \u202eshop\u0000 for\r tea', 'Shop for tea'],
  [`${'x'.repeat(46)} 👍👍👍`, `${'X'}${'x'.repeat(45)}…`],
  ['x'.repeat(47) + '👍', `X${'x'.repeat(46)}…`],
])('rule 39.4: %j is named %j', (prompt, name) => {
  expect(nameFromPrompt(prompt)).toBe(name)
})

test('a long prompt is cut at a word', () => {
  const name = nameFromPrompt(`create a ${'wonderful '.repeat(20)}page`)
  expect(name.length).toBeLessThanOrEqual(49)
  expect(name).toMatch(/wonderful…$/)
})
