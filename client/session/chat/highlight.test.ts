import fc from 'fast-check'
import { expect, test } from 'vitest'
import { highlight } from './highlight.ts'

test('no character is lost or added, whatever the code', () => {
  const language = fc.constantFrom('tsx', 'css', 'html', 'bash', 'json', 'cobol')
  const code = fc.string({ unit: fc.constantFrom(...'ab1 \n"\'`/*#<>-:{}$\\'), maxLength: 200 })
  fc.assert(
    fc.property(code, language, (text, name) => {
      const pieces = highlight(text, name)
      expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    }),
  )
})

test('keywords, strings, numbers, comments and tags are told apart', () => {
  const kinds = highlight('const a = "b" + 12 // c\n<App />', 'tsx')
    .filter((token) => token.kind !== 'plain')
    .map((token) => [token.kind, token.text])
  expect(kinds).toEqual([
    ['keyword', 'const'],
    ['string', '"b"'],
    ['number', '12'],
    ['comment', '// c'],
    ['tag', '<App'],
    ['tag', '/>'],
  ])
})

test('a language that is not known is one plain piece', () => {
  expect(highlight('let x', 'cobol')).toEqual([{ kind: 'plain', text: 'let x' }])
})
