import { expect, test } from 'vitest'
import { markdownBlocks } from './markdown-blocks.ts'

test('blocks end at blank lines', () => {
  expect(markdownBlocks('One\ntwo\n\n\nThree\n')).toEqual(['One\ntwo', 'Three'])
})

test('a fence keeps its blank lines, closed or not', () => {
  expect(markdownBlocks('a\n\n```tsx\nb\n\nc\n```\n\nd')).toEqual(['a', '```tsx\nb\n\nc\n```', 'd'])
  expect(markdownBlocks('```\nb\n\nc')).toEqual(['```\nb\n\nc'])
})
