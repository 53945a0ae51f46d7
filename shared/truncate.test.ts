import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMiddleTruncator, truncate, truncateMiddle } from './truncate.ts'

it('a short text stays whole, a long one ends with an ellipsis within its limit', () => {
  expect(truncate('short', 5)).toBe('short')
  expect(truncate('longer', 5)).toBe('long…')
})

it('never splits a surrogate pair', () => {
  expect(truncate('ab😀cd', 4)).toBe('ab…')
  expect(truncate('ab😀cd', 5)).toBe('ab😀…')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 20 }), (text, max) => {
      expect(truncate(text, max).isWellFormed()).toBe(true)
      expect(truncate(text, max).length).toBeLessThanOrEqual(max)
      expect(truncateMiddle(text, max).isWellFormed()).toBe(true)
    }),
  )
})

it('a text that comes in pieces keeps its beginning and its end, as the whole one does', () => {
  const pieces = fc.array(fc.string({ unit: 'binary' }))
  fc.assert(
    fc.property(pieces, fc.integer({ min: 2, max: 40 }), (parts, max) => {
      const kept = createMiddleTruncator(max)
      for (const part of parts) kept.add(part)
      const whole = parts.join('')
      expect(kept.text()).toBe(truncateMiddle(whole, max))
      if (whole.length <= max) return
      expect(kept.text()).toMatch(/\[… [\d,]+ characters left out …\]/)
      const left = /… ([\d,]+) characters/.exec(kept.text())?.[1]?.replaceAll(',', '')
      const line = `\n[… ${Number(left).toLocaleString('en')} characters left out …]\n`
      expect(kept.text().length).toBe(whole.length - Number(left) + line.length)
    }),
  )
})
