import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { readAwareness, writeAwareness } from './awareness-update.ts'

const anna = { id: newId(), name: 'Anna', color: '#123456' }
const eve = { id: newId(), name: 'Eve', color: '#654321' }

function sent(state: unknown) {
  // an invalid state, on purpose
  return writeAwareness([{ clientId: 7, clock: 1, state: state as null }])
}

const anchor = {
  path: 'div:0>button:1',
  siblings: 2,
  text: 'Save',
  context: 'Save Cancel',
  marks: [{ name: 'aria-label', value: 'Save' }],
  key: null,
  component: 'Button',
  file: 'src/App.tsx',
}
const pointer = { route: '/pricing', anchor, x: 0.25, y: 1 }

test('rule 5.4: a state is bound to who sent it, whatever it says, and unknown fields are dropped', () => {
  const [entry] = readAwareness(sent({ user: anna, pane: 'code', role: 'owner', pointer }), eve)
  expect(entry?.state).toEqual({ pane: 'code', pointer, user: eve })
})

test('rule 34.3: a pane that only a newer tab has is dropped, and the rest of its state counts', () => {
  const [entry] = readAwareness(sent({ pane: 'secrets', typing: true }), eve)
  expect(entry?.state).toEqual({ typing: true, user: eve })
})

test.each([['a pane that is no text', { pane: { name: 'chat' } }, { user: eve }]] as const)(
  'rule 5.4: %s does not get through',
  (_what, state, bound) => {
    expect(readAwareness(sent(state), eve)[0]?.state).toEqual(bound)
  },
)

test.each([
  ['a route of another site', { route: 'https://evil.example/' }],
  ['a route without end', { route: `/${'a'.repeat(700)}` }],
  ['a place outside of its element', { pointer: { ...pointer, x: 1.5 } }],
  [
    'a path that is a selector',
    { pointer: { ...pointer, anchor: { ...anchor, path: '*:has(*)' } } },
  ],
  [
    'an attribute of one’s own choice',
    { pointer: { ...pointer, anchor: { ...anchor, marks: [{ name: 'onclick', value: 'x' }] } } },
  ],
  ['a hint without end', { pointer: { ...pointer, anchor: { ...anchor, text: 'x'.repeat(81) } } }],
  ['a scroll beyond the end', { scroll: { chat: 2 } }],
  ['somebody followed who can’t be', { following: 'me' }],
  ['a caret without end', { cursor: { anchor: 'x'.repeat(9_000), head: 1 } }],
  ['no object', 'here'],
])('rule 5.5: %s is refused', (_what, state) => {
  expect(() => readAwareness(sent(state), eve)).toThrow()
})
