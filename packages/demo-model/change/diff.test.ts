import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minimalEdits } from './diff.ts'

const lines = fc.array(fc.constantFrom('a', 'b', '  a', '', '{', '}', 'long line'), {
  maxLength: 12,
})

test('edits turn the old text into the new one, each search found exactly once on its way', () => {
  fc.assert(
    fc.property(lines, lines, (from, to) => {
      const [before, after] = [from.join('\n'), to.join('\n')]
      fc.pre(before !== '')
      let text = before
      for (const { search, replace } of minimalEdits(before, after)) {
        expect(text.split(search)).toHaveLength(2)
        text = text.replace(search, () => replace)
      }
      expect(text).toBe(after)
    }),
    { seed: 7, numRuns: 2_000 },
  )
})

test('names no more than the changed line where that is unique', () => {
  expect(minimalEdits('one\ntwo\nthree', 'one\n2\nthree')).toEqual([
    { search: 'two', replace: '2' },
  ])
})

test('a line that is taken out leaves no empty line', () => {
  expect(minimalEdits('one\ntwo\nthree', 'one\nthree')).toEqual([
    { search: 'one\ntwo', replace: 'one' },
  ])
})
