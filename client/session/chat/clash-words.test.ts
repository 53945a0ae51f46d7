import { expect, test } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { clashWords } from './clash-words.ts'

function person(name: string) {
  return { id: newId(), name, color: '#123456' }
}
const base = { runId: newId(), authors: [person('Ada')], running: false }

test('rule 33.1: a conflict names the other person and the thing', () => {
  expect(clashWords({ ...base, kind: 'element', what: 'header' })).toBe(
    'Ada is also changing the header',
  )
  const both = { ...base, authors: [person('Ada'), person('Ben')], running: true }
  expect(clashWords({ ...both, kind: 'file', what: 'cart.tsx' })).toBe(
    'Ada and Ben (running now) are also changing cart.tsx',
  )
})
