import { expect, test } from 'vitest'
import { LinkToken } from '../../shared/protocol/link-token.ts'
import { newToken } from './new-token.ts'

test('rule 6.10: tokens have the shape that the server accepts, and each is different', () => {
  const tokens = Array.from({ length: 500 }, newToken)
  for (const token of tokens) expect(LinkToken.safeParse(token).success, token).toBe(true)
  expect(new Set(tokens).size).toBe(tokens.length)
})
