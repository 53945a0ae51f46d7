import { expect, test } from 'vitest'
import { storable, storableJson } from './storable.ts'

test('characters that Postgres refuses are replaced, all others stay', () => {
  expect(storable('a\0b \ud83d c 😀')).toBe('a\ufffdb \ufffd c 😀')
  const value = { 'k\0ey': ['\udc00', { deep: 'x\ud83d' }, 1, null, true], plain: '😀 \\u0000' }
  expect(JSON.parse(storableJson(value))).toEqual({
    'k\ufffdey': ['\ufffd', { deep: 'x\ufffd' }, 1, null, true],
    plain: '😀 \\u0000',
  })
})
