import { expect, test } from 'vitest'
import type { FileConflict } from '../../../shared/protocol/merge-view.ts'
import { type Choice, countSolved, meetingsOf, resolutionsOf } from './choices.ts'

const text: FileConflict = {
  path: 'src/App.tsx',
  kind: 'text',
  key: 'k1',
  ours: 'a',
  theirs: 'b',
  parts: [
    { is: 'same', text: 'top\n' },
    { is: 'conflict', base: 'x\n', ours: 'now\n', theirs: 'then\n' },
    { is: 'same', text: 'middle\n' },
    { is: 'conflict', base: 'y', ours: 'last now', theirs: '' },
  ],
}
const picture: FileConflict = {
  path: 'logo.png',
  kind: 'binary',
  key: 'k2',
  ours: 'c',
  theirs: 'd',
  parts: null,
}

function choose(conflicts: readonly FileConflict[], ...chosen: Array<Choice | null>) {
  const choices = new Map<string, Choice>()
  for (const [index, { id }] of meetingsOf(conflicts).entries()) {
    const choice = chosen[index]
    if (choice) choices.set(id, choice)
  }
  return choices
}

test('rule 45.18: a file is solved once each of its conflicts is, and keeps what both sides agree on', () => {
  const solve = (...chosen: Array<Choice | null>) =>
    resolutionsOf([text], choose([text], ...chosen))
  expect(solve({ take: 'ours' }, null)).toEqual([])
  const content = (...chosen: Choice[]) =>
    solve(...chosen).map((one) => 'content' in one && one.content)
  expect(content({ take: 'ours' }, { take: 'ours' })).toEqual(['top\nnow\nmiddle\nlast now'])
  expect(content({ take: 'theirs' }, { take: 'theirs' })).toEqual(['top\nthen\nmiddle\n'])
  expect(content({ take: 'both' }, { take: 'both' })).toEqual(['top\nnow\nthen\nmiddle\nlast now'])
  expect(content({ text: 'mine' }, { text: 'end' })).toEqual(['top\nmine\nmiddle\nend'])
  expect(content({ text: '' }, { take: 'ours' })).toEqual(['top\nmiddle\nlast now'])
})

test('rule 45.18: a file that isn’t text is taken whole from one side', () => {
  expect(resolutionsOf([picture], choose([picture], { take: 'theirs' }))).toEqual([
    { path: 'logo.png', key: 'k2', take: 'theirs' },
  ])
})

test('rule 45.18: a choice counts no more once a content has changed', () => {
  const choices = choose([text, picture], { take: 'ours' }, { take: 'ours' }, { take: 'ours' })
  const changed = [{ ...text, key: 'k9' }, picture]
  expect(countSolved(meetingsOf([text, picture]), choices)).toBe(3)
  expect(countSolved(meetingsOf(changed), choices)).toBe(1)
  expect(resolutionsOf(changed, choices)).toEqual([{ path: 'logo.png', key: 'k2', take: 'ours' }])
})
