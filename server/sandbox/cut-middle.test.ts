import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createCut } from './cut-middle.ts'

it('keeps what is short whole, and the beginning and the end of what is long', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 20 }), (pieces, half) => {
      const cut = createCut(2 * half)
      for (const piece of pieces) cut.add(piece)
      const whole = pieces.join('')
      if (whole.length <= 2 * half) {
        expect(cut.text()).toBe(whole)
        return
      }
      expect(cut.text().startsWith(whole.slice(0, half))).toBe(true)
      expect(cut.text().endsWith(whole.slice(-half))).toBe(true)
      expect(cut.text()).toContain(`${whole.length - 2 * half} characters left out`)
    }),
  )
})
