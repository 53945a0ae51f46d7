import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'
import { wholeCharacters } from './whole-characters.ts'

test.each([
  ['👍', '👎', { from: 1, to: 2, insert: '\udc4e' }],
  ['a👍b', 'a👎b', { from: 2, to: 3, insert: '\udc4e' }],
  ['👍🏽 ok', '👎🏽 ok', { from: 1, to: 2, insert: '\udc4e' }],
  ['👍👍', '👍', { from: 1, to: 3, insert: '' }],
  ['👍', '👍👍', { from: 1, to: 1, insert: '\udc4d\ud83d' }],
])('rule 39.7: the editor makes %s to %s in whole characters', (before, after, changes) => {
  const state = EditorState.create({ doc: before, extensions: wholeCharacters })
  const transaction = state.update({
    changes,
    selection: { anchor: after.length },
    userEvent: 'input.type',
  })
  expect(transaction.newDoc.toString()).toBe(after)
  expect(transaction.newSelection.main.head).toBe(after.length)
  expect(transaction.isUserEvent('input')).toBe(true)
  transaction.changes.iterChanges((from, to, _from, _to, insert) => {
    expect(before.slice(0, from).isWellFormed()).toBe(true)
    expect(before.slice(from, to).isWellFormed()).toBe(true)
    expect(insert.toString().isWellFormed()).toBe(true)
  })
})
