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

/** Emoji and accents of several units, many of which begin or end alike. */
const emoji = [
  '👍',
  '👎',
  '👍🏽',
  '👩‍💻',
  '👩‍🔬',
  '🇩🇪',
  '🇩🇰',
  '❤️',
  'e',
  'e\u0301',
  'é',
  'o\u0308',
  '\u0301',
  'a',
  ' ',
]

test('rule 39.7: a change replaces whole characters, and peers get the text as it is', () => {
  const few = fc.array(fc.constantFrom(...emoji), { maxLength: 8 }).map((parts) => parts.join(''))
  const segmenter = new Intl.Segmenter()
  const ends = (text: string) =>
    new Set([text.length, ...Array.from(segmenter.segment(text), ({ index }) => index)])
  fc.assert(
    fc.property(few, few, (before, after) => {
      const { at, removed, inserted } = textChange(before, after)
      expect(ends(before)).toContain(at)
      expect(ends(before)).toContain(at + removed)
      expect(ends(after)).toContain(at + inserted.length)
      const [doc, peer] = [new Y.Doc(), new Y.Doc()]
      doc.on('update', (update: Uint8Array) => Y.applyUpdate(peer, update))
      const text = doc.getText('t')
      text.insert(0, before)
      changeText(text, after)
      expect(text.toString()).toBe(after)
      expect(peer.getText('t').toString()).toBe(after)
    }),
    { numRuns: 1_000 },
  )
})

test('rule 39.7: half a surrogate pair is the same for everybody', () => {
  const [doc, peer] = [new Y.Doc(), new Y.Doc()]
  doc.on('update', (update: Uint8Array) => Y.applyUpdate(peer, update))
  changeText(doc.getText('t'), 'half \ud83d')
  expect(doc.getText('t').toString()).toBe('half \ufffd')
  expect(peer.getText('t').toString()).toBe('half \ufffd')
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
