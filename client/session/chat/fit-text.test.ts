import { expect, test } from 'vitest'
import { limits } from '../../../shared/limits.ts'
import { fitText } from './fit-text.ts'

const most = limits.promptLength

function kept(before: string, after: string): string {
  const fit = fitText(before, after)
  return fit ? before.slice(0, fit.at) + fit.inserted + before.slice(fit.at + fit.removed) : after
}

test('rule 30.13: of a text that is far too long, the box keeps what fits around what was there', () => {
  const after = kept('before|after', `before${'x'.repeat(1_000_000)}after`)
  expect(after.length).toBe(most)
  expect(after).toMatch(/^beforex+/)
  expect(after.endsWith('after')).toBe(true)
  expect(fitText('', 'x'.repeat(1_000_000))?.length).toBe(1_000_000)
})

test('rule 30.13: a box that is full already keeps its text', () => {
  const full = 'y'.repeat(most + 500)
  expect(kept(full, full + 'x'.repeat(1_000_000)) === full).toBe(true)
})

test('rule 30.13: a text that is a little too long stays, and one that gets shorter too', () => {
  const long = 'x'.repeat(2 * most)
  expect(fitText('', long)).toBeNull()
  expect(fitText('x'.repeat(5 * most), 'x'.repeat(4 * most))).toBeNull()
})

test('rule 30.13: no character is cut in two', () => {
  const after = kept('a', `a${'👍'.repeat(500_000)}`)
  expect(after.isWellFormed()).toBe(true)
  expect(after.length).toBeGreaterThan(most - 3)
})
