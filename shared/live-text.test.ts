import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Token } from './protocol/token.ts'
import { LiveTexts } from './live-text.ts'

const messageId = '3b9f7c9e-4d3f-4a8e-9a43-1c1d2f7a9b10'

function tokensOf(text: string, attempt: number, cuts: number[]): Token[] {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])]
  places.sort((a, b) => a - b)
  return places.slice(1).map((end, index) => {
    const offset = places[index] ?? 0
    return { type: 'token', messageId, step: 0, attempt, offset, text: text.slice(offset, end) }
  })
}

test('rule 3.4: repeated, late and overlapping tokens add up to the text of the highest attempt', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.string({ minLength: 1 }),
      fc.array(fc.nat(200)),
      fc.array(fc.nat(200)),
      fc.array(fc.nat(50)),
      (lost, kept, cutsA, cutsB, again) => {
        const live = new LiveTexts()
        const all = [...tokensOf(lost, 1, cutsA), ...tokensOf(kept, 2, cutsB)]
        all.forEach((token, index) => {
          expect(live.apply(token)).not.toBe('gap')
          // any earlier token may come again
          for (const back of again) {
            const old = all[index - back]
            if (old) live.apply(old)
          }
        })
        expect(live.get(messageId, 0)).toMatchObject({ attempt: 2, text: kept })
      },
    ),
    { seed: 20 },
  )
})

test('rule 3.4: a token after a gap changes nothing, until the whole text fills the gap', () => {
  const live = new LiveTexts()
  const [first, , third] = tokensOf('abcdef', 1, [2, 4])
  if (!first || !third) throw new Error('no tokens')
  expect(live.apply(first)).toBe('applied')
  expect(live.apply(third)).toBe('gap')
  expect(live.get(messageId, 0)?.text).toBe('ab')
  const whole = { ...first, text: 'abcd' }
  expect(live.apply(whole)).toBe('applied')
  expect(live.apply(third)).toBe('applied')
  expect(live.get(messageId, 0)?.text).toBe('abcdef')
  expect(live.apply(whole)).toBe('known')
})

test('rule 3.4: an empty token of a higher attempt empties the text', () => {
  const live = new LiveTexts()
  for (const token of tokensOf('abc', 1, [])) live.apply(token)
  const place = { type: 'token', messageId, step: 0, offset: 0, text: '' } as const
  expect(live.apply({ ...place, attempt: 2 })).toBe('applied')
  expect(live.all()).toEqual([{ ...place, attempt: 2 }])
})
