import { expect, it } from 'vitest'
import { isMixedContent } from './is-mixed-content.ts'

it.each([
  ['http://fegg.example:32001/', 'https:', true],
  ['http://5173-abc.previews.example/', 'https:', true],
  ['http://192.0.2.7:32001/', 'https:', true],
  ['https://5173-abc.previews.example/', 'https:', false],
  ['http://5173-abc.previews.example/', 'http:', false],
  ['http://5173-abc.localhost:4000/', 'https:', false],
  ['http://127.0.0.1:32001/', 'https:', false],
])('rule 41.6: the preview %s in a page of %s is blocked: %s', (address, protocol, blocked) => {
  expect(isMixedContent(address, protocol)).toBe(blocked)
})
