import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { changeText, textChange } from './text-change.ts'

test('the change turns any text into any other', () => {
  const few = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 })
  fc.assert(
    fc.property(few, few, (before, after) => {
      const { at, removed, inserted } = textChange(before, after)
      expect(before.slice(0, at) + inserted + before.slice(at + removed)).toBe(after)
    }),
  )
})

test('text that doesn’t differ is not touched', () => {
  expect(textChange('make it red', 'make it dark red')).toEqual({
    at: 8,
    removed: 0,
    inserted: 'dark ',
  })
  const text = new Y.Doc().getText('t')
  text.insert(0, 'hello')
  const place = Y.createRelativePositionFromTypeIndex(text, 5)
  changeText(text, 'oh, hello')
  const moved = text.doc && Y.createAbsolutePositionFromRelativePosition(place, text.doc)
  expect(moved?.index).toBe(9)
})
