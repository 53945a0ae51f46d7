import { expect, test } from 'vitest'
import { keepBlob, keptBlob } from './recent-blobs.ts'

test('the newest contents are kept, the oldest make room for them, and what is too big is left out', () => {
  const part = new Uint8Array(3_000_000)
  for (const hash of ['a', 'b', 'a']) keepBlob(hash, part)
  expect(keptBlob('a')).toBe(part)
  keepBlob('c', part)
  expect([keptBlob('a'), keptBlob('b'), keptBlob('c')]).toEqual([undefined, part, part])
  keepBlob('d', new Uint8Array(9_000_000))
  expect([keptBlob('d'), keptBlob('b'), keptBlob('c')]).toEqual([undefined, part, part])
})
