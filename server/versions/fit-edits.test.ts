import { expect, test } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { fitEdits } from './fit-edits.ts'

const existing = ['package.json', 'src/App.tsx', 'public/Logo.png', 'public/café.svg']

function wordsOf(...paths: string[]): string[] {
  const edits = paths.map((path) => ({ path, content: 'x' }))
  return fitEdits(existing, edits).problems.map(({ words }) => words)
}

test.each([
  ['public/logo.png', 'there is public/Logo.png already'],
  ['public/cafe\u0301.svg', 'there is public/café.svg already'],
  ['SRC/new.ts', 'there is src/ already'],
  ['Src', 'there is src/ already'],
  ['src', 'src is a folder'],
  ['src/App.tsx/a.ts', 'src/App.tsx is a file'],
  ['package.json/a/b.ts', 'package.json is a file'],
  ['../x', 'must not leave the app folder'],
])('rule 43.3: %s is refused: %s', (path, words) => {
  expect(wordsOf(path)).toEqual([expect.stringContaining(words)])
})

test('rule 43.3: names that take each other’s place are told apart by what is deleted', () => {
  const edits = [
    { path: 'public/logo.png', content: 'x' },
    { path: 'public/Logo.png', content: null },
    { path: 'src', content: 'x' },
    { path: 'src/App.tsx', content: null },
  ]
  expect(fitEdits(existing, edits)).toEqual({ edits, problems: [] })
})

test('rule 43.3: of several new files with names alike the first is taken', () => {
  const { edits, problems } = fitEdits(existing, [
    { path: 'a/One.ts', content: 'x' },
    { path: 'a/one.ts', content: 'x' },
    { path: 'A/two.ts', content: 'x' },
    { path: 'a/two.ts', content: 'x' },
  ])
  expect(edits.map(({ path }) => path)).toEqual(['a/One.ts', 'a/two.ts'])
  expect(problems.map(({ path }) => path)).toEqual(['a/one.ts', 'A/two.ts'])
})

test('rule 43.3: what is there already can be edited, even beside a name alike', () => {
  const twins = [...existing, 'public/logo.png', 'Src/b.ts']
  const edits = ['public/logo.png', 'public/Logo.png', 'Src/b.ts', 'Src/c.ts', 'src/d.ts']
  expect(
    fitEdits(
      twins,
      edits.map((path) => ({ path, content: 'y' })),
    ).problems,
  ).toEqual([])
})

test('rule 43.3: a file has a largest size, and a tree a largest number of files', () => {
  const large = (bytes: number) => ({ path: 'a.bin', content: new Uint8Array(bytes) })
  expect(fitEdits(existing, [large(limits.fileBytes)]).problems).toEqual([])
  expect(fitEdits(existing, [large(limits.fileBytes + 1)]).problems).toEqual([
    { path: 'a.bin', words: expect.stringContaining('a.bin is larger than 5 MB') },
  ])
  const many = Array.from({ length: limits.treeFiles }, (_, n) => ({ path: `n/${n}`, content: '' }))
  const { edits, problems } = fitEdits(existing, many)
  expect(edits).toHaveLength(limits.treeFiles - existing.length)
  expect(problems).toHaveLength(existing.length)
  expect(problems[0]?.words).toContain('at most 5,000 files')
})
