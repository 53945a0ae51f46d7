import { expect, test } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { type ChangeScope, readScope, writeScope } from './change-scope.ts'

test('rule 46.9: what the pane shows stands in the address', () => {
  const [a, b] = [newId(), newId()]
  const scopes: ChangeScope[] = [
    { of: 'newest' },
    { of: 'visit' },
    { of: 'version', id: a },
    { of: 'message', id: a },
    { of: 'person', id: a },
    { of: 'pair', from: a, to: b },
    { of: 'pair', from: a, to: 'now' },
  ]
  for (const scope of scopes) expect(readScope(writeScope(scope))).toEqual(scope)
})

test.each(['', 'version', 'version.', 'version.x', 'x..now', `${newId()}..then`, 'file.1', '..'])(
  'rule 46.9: an address that names nothing shows the newest version: %s',
  (text) => expect(readScope(text)).toEqual({ of: 'newest' }),
)
