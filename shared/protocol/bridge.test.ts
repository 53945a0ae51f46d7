import { expect, test } from 'vitest'
import { AppToBridge, bridgeSource, bridgeVersion, BridgeToApp } from './bridge.ts'
import { newId } from '../new-id.ts'

const anchor = {
  path: 'div:0>button:1',
  siblings: 2,
  text: 'Save',
  context: '',
  marks: [],
  key: null,
  component: null,
  file: null,
}
const at = { route: '/', anchor, x: 0.5, y: 0.5 }
function whole(message: object) {
  return { source: bridgeSource, version: bridgeVersion, ...message }
}

test.each([
  ['a pointer', { type: 'pointer', at }],
  ['a pointer that is gone', { type: 'pointer', at: null }],
  [
    'an element that was picked',
    { type: 'picked', element: { ...at, name: 'Button' }, x: 1, y: 2 },
  ],
  ['pins that were found', { type: 'pins', found: [{ id: newId(), found: false }] }],
  ['a picture', { type: 'picture', image: new ArrayBuffer(10) }],
])('rule 11.5: %s is accepted', (_what, message) => {
  expect(BridgeToApp.safeParse(whole(message)).success).toBe(true)
})

test.each([
  ['nothing', null],
  ['another source', { ...whole({ type: 'acted' }), source: 'somebody' }],
  ['a pointer outside of its element', whole({ type: 'pointer', at: { ...at, y: 7 } })],
  [
    'an element without a name',
    whole({ type: 'picked', element: { ...at, name: '' }, x: 1, y: 2 }),
  ],
  [
    'a name without end',
    whole({ type: 'picked', element: { ...at, name: 'x'.repeat(121) }, x: 1, y: 2 }),
  ],
  ['a place that is none', whole({ type: 'pin_opened', id: newId(), x: Number.NaN, y: 0 })],
  [
    'pins without end',
    whole({
      type: 'pins',
      found: Array.from({ length: 201 }, () => ({ id: newId(), found: true })),
    }),
  ],
  ['a picture without end', whole({ type: 'picture', image: new ArrayBuffer(2_000_001) })],
  [
    'a picture that is an address',
    whole({ type: 'picture', image: 'https://evil.example/track.png' }),
  ],
  ['other people’s pointers', whole({ type: 'cursors', cursors: [] })],
])('rule 11.5: %s is dropped', (_what, message) => {
  expect(BridgeToApp.safeParse(message).success).toBe(false)
})

test('rule 11.5: a page can’t say whose its pointer is: it is its viewer’s', () => {
  const said = BridgeToApp.parse(
    whole({ type: 'pointer', at, user: { id: newId(), name: 'The Boss' } }),
  )
  expect(said).not.toHaveProperty('user')
})

test('rule 11.5: a page gets names and colors of people, never styles', () => {
  const cursor = { id: newId(), name: 'Ada', color: '#aa3366', at }
  const told = (change: object) =>
    AppToBridge.safeParse(whole({ type: 'cursors', cursors: [{ ...cursor, ...change }] })).success
  expect(told({})).toBe(true)
  expect(told({ color: 'red; background: url(https://evil.example)' })).toBe(false)
  expect(told({ name: 'x'.repeat(200) })).toBe(false)
})
