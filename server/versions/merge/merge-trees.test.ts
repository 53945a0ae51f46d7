import { expect, test } from 'vitest'
import type { Resolution } from '../../../shared/protocol/merge-view.ts'
import { mergeTrees, type TreeMerge } from './merge-trees.ts'
import { BlobShelf, type Files } from './testing/blob-shelf.ts'

type Merged = TreeMerge & { texts: { [path: string]: string } }

async function merge(
  trees: { base: Files; ours: Files; theirs: Files },
  resolutions: Resolution[] = [],
  timeoutMs?: number,
): Promise<Merged> {
  const shelf = new BlobShelf()
  const ours = shelf.tree(trees.ours)
  const merged = await mergeTrees({
    base: shelf.tree(trees.base),
    ours,
    theirs: shelf.tree(trees.theirs),
    read: shelf.read,
    resolutions,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  })
  return { ...merged, texts: await shelf.texts(shelf.edited(ours, merged.edits)) }
}

function lines(...names: string[]) {
  return names.map((name) => `${name}\n`).join('')
}
const ten = lines('1', '2', '3', '4', '5', '6', '7', '8', '9', '10')
const with1 = ten.replace('1\n', 'one\n')
const with9 = ten.replace('9\n', 'nine\n')
const with19 = with1.replace('9\n', 'nine\n')

test('what only one side changed, added or deleted is taken', async () => {
  const { texts, conflicts, files } = await merge({
    base: { a: 'a\n', b: 'b\n', c: 'c\n', d: ten },
    ours: { a: 'A\n', b: 'b\n', c: 'c\n', d: with1, new1: '1\n' },
    theirs: { a: 'a\n', b: 'B\n', d: with9, new2: '2\n' },
  })
  expect(texts).toEqual({ a: 'A\n', b: 'B\n', d: with19, new1: '1\n', new2: '2\n' })
  expect(conflicts).toEqual([])
  expect(files).toEqual([
    { path: 'b', change: 'edited', from: null, binary: false, added: 1, removed: 1 },
    { path: 'c', change: 'deleted', from: null, binary: false, added: 0, removed: 1 },
    { path: 'd', change: 'edited', from: null, binary: false, added: 1, removed: 1 },
    { path: 'new2', change: 'created', from: null, binary: false, added: 1, removed: 0 },
  ])
})

test('what both sides did alike is no conflict', async () => {
  const { texts, conflicts, edits } = await merge({
    base: { a: 'a\n', b: 'b\n' },
    ours: { a: 'A\n', new: 'n\n' },
    theirs: { a: 'A\n', new: 'n\n' },
  })
  expect({ texts, conflicts, edits }).toEqual({
    texts: { a: 'A\n', new: 'n\n' },
    conflicts: [],
    edits: [],
  })
})

test('rule 44.3: a change follows a file that the other side renamed, either way', async () => {
  const base = { 'old.ts': ten }
  const there = await merge({ base, ours: { 'src/new.ts': with1 }, theirs: { 'old.ts': with9 } })
  expect(there.texts).toEqual({ 'src/new.ts': with19 })
  const here = await merge({ base, ours: { 'old.ts': with9 }, theirs: { 'src/new.ts': with1 } })
  expect(here.texts).toEqual({ 'src/new.ts': with19 })
  expect(here.files).toEqual([
    { path: 'src/new.ts', change: 'edited', from: 'old.ts', binary: false, added: 1, removed: 1 },
  ])
  const both = await merge({ base, ours: { 'x.ts': with9 }, theirs: { 'y.ts': with1 } })
  expect(both.texts).toEqual({ 'x.ts': with19 })
})

test('rule 44.3: a name that the other side gave to another file loses nothing', async () => {
  const { texts, conflicts } = await merge({
    base: { 'old.ts': ten },
    ours: { 'new.ts': with1 },
    theirs: { 'old.ts': ten, 'new.ts': 'other\n' },
  })
  expect(conflicts.map(({ path, kind }) => ({ path, kind }))).toEqual([
    { path: 'new.ts', kind: 'text' },
  ])
  expect(texts).toEqual({ 'new.ts': with1 })
})

test('rule 44.2: the parts of a text conflict give both sides and what was there before', async () => {
  const trees = {
    base: { a: lines('1', '2', '3', '4', '5') },
    ours: { a: lines('1', 'ours', '3', '4', '5') },
    theirs: { a: lines('1', 'theirs', '3', '4', '5', '6') },
  }
  const { conflicts, edits, texts } = await merge(trees)
  expect(edits).toEqual([])
  expect(conflicts).toMatchObject([
    {
      path: 'a',
      kind: 'text',
      parts: [
        { is: 'same', text: '1\n' },
        { is: 'conflict', base: '2\n', ours: 'ours\n', theirs: 'theirs\n' },
        { is: 'same', text: lines('3', '4', '5', '6') },
      ],
    },
  ])
  expect(texts).toEqual(trees.ours)
})

test('rule 44.4: an answer counts for the contents that it was given for, and no others', async () => {
  const trees = { base: { a: '1\n' }, ours: { a: 'ours\n' }, theirs: { a: 'theirs\n' } }
  const key = (await merge(trees)).conflicts[0]?.key ?? ''
  const results = async (resolution: Resolution) => {
    const { texts, conflicts, stale } = await merge(trees, [resolution])
    return { texts, conflicts: conflicts.length, stale }
  }
  const solved = (texts: Files) => ({ texts, conflicts: 0, stale: [] })
  expect(await results({ path: 'a', key, take: 'ours' })).toEqual(solved({ a: 'ours\n' }))
  expect(await results({ path: 'a', key, take: 'theirs' })).toEqual(solved({ a: 'theirs\n' }))
  expect(await results({ path: 'a', key, content: 'by hand\n' })).toEqual(
    solved({ a: 'by hand\n' }),
  )
  expect(await results({ path: 'a', key, content: null })).toEqual(solved({}))
  for (const side of ['base', 'ours', 'theirs'] as const) {
    const moved = { ...trees, [side]: { a: 'moved on\n' } }
    const { stale, conflicts, edits } = await merge(moved, [{ path: 'a', key, take: 'theirs' }])
    expect({ stale, edits, conflicts: conflicts.length }).toEqual({
      stale: ['a'],
      edits: [],
      conflicts: 1,
    })
  }
})

test('rule 44.5: a file that one side deleted and the other changed is a conflict', async () => {
  const base = { a: ten, b: ten }
  const trees = { base, ours: { a: with1 }, theirs: { b: with9 } }
  const { conflicts, texts } = await merge(trees)
  expect(conflicts.map(({ path, kind, ours, theirs }) => [path, kind, !ours, !theirs])).toEqual([
    ['a', 'deleted', false, true],
    ['b', 'deleted', true, false],
  ])
  expect(texts).toEqual({ a: with1 })
  const taken = await merge(
    trees,
    conflicts.map(({ path, key }) => ({ path, key, take: 'theirs' as const })),
  )
  expect({ texts: taken.texts, conflicts: taken.conflicts }).toEqual({
    texts: { b: with9 },
    conflicts: [],
  })
})

test('rule 44.5: binary files conflict whole, and so does text that is no UTF-8', async () => {
  const bytes = (...values: number[]) => Uint8Array.from(values)
  for (const [base, ours, theirs] of [
    [bytes(137, 80, 0, 1), bytes(137, 80, 0, 2), bytes(137, 80, 0, 3)],
    ['text\n', bytes(0xff, 0xfe), 'more text\n'],
    ['text\n', 'nul\0\n', 'more text\n'],
  ] as const) {
    const { conflicts, edits } = await merge({
      base: { a: base },
      ours: { a: ours },
      theirs: { a: theirs },
    })
    expect(conflicts).toMatchObject([{ path: 'a', kind: 'binary', parts: null }])
    expect(edits).toEqual([])
  }
  const one = await merge({
    base: { a: bytes(255, 1) },
    ours: { a: bytes(255, 1) },
    theirs: { a: bytes(255, 2) },
  })
  expect(one.edits).toEqual([{ path: 'a', content: bytes(255, 2) }])
})

test('rule 44.5: a file on one side that is a folder on the other is one conflict', async () => {
  const trees = {
    base: {},
    ours: { ui: 'a file\n', other: 'o\n' },
    theirs: { 'ui/a.ts': 'a\n', 'ui/b.ts': 'b\n', more: 'm\n' },
  }
  const { conflicts, texts } = await merge(trees)
  expect(conflicts).toMatchObject([{ path: 'ui', kind: 'folder' }])
  expect(texts).toEqual({ ui: 'a file\n', other: 'o\n', more: 'm\n' })
  const key = conflicts[0]?.key ?? ''
  const file = { ui: 'a file\n', other: 'o\n', more: 'm\n' }
  const folder = { 'ui/a.ts': 'a\n', 'ui/b.ts': 'b\n', other: 'o\n', more: 'm\n' }
  expect((await merge(trees, [{ path: 'ui', key, take: 'ours' }])).texts).toEqual(file)
  expect((await merge(trees, [{ path: 'ui', key, take: 'theirs' }])).texts).toEqual(folder)
  const turned = { base: {}, ours: trees.theirs, theirs: trees.ours }
  const turnedKey = (await merge(turned)).conflicts[0]?.key ?? ''
  const take = (side: 'ours' | 'theirs') =>
    merge(turned, [{ path: 'ui', key: turnedKey, take: side }])
  expect((await take('ours')).texts).toEqual(folder)
  expect((await take('theirs')).texts).toEqual(file)
})

test('rule 44.2: line ends, byte order marks and a missing last newline stay as they were', async () => {
  const dos = (text: string) => `\ufeff${text.replaceAll('\n', '\r\n').slice(0, -2)}`
  const { texts, conflicts } = await merge({
    base: { a: dos(ten) },
    ours: { a: dos(with1) },
    theirs: { a: dos(with9) },
  })
  expect({ texts, conflicts }).toEqual({ texts: { a: dos(with19) }, conflicts: [] })
})

test('rule 44.6: package.json merges by key, and the lockfile is made anew', async () => {
  const json = (dependencies: object, extra: object = {}) =>
    `${JSON.stringify({ name: 'app', ...extra, dependencies }, null, 2)}\n`
  const base = { 'package.json': json({ react: '19.0.0' }), 'bun.lock': 'old' }
  const added = (name: string) =>
    json(
      name < 'react' ? { [name]: '1.0.0', react: '19.0.0' } : { react: '19.0.0', [name]: '1.0.0' },
    )
  const merged = await merge({
    base,
    ours: { 'package.json': added('zod'), 'bun.lock': 'with zod' },
    theirs: { 'package.json': added('clsx'), 'bun.lock': 'with clsx' },
  })
  expect(merged.texts).toEqual({
    'package.json': json({ clsx: '1.0.0', react: '19.0.0', zod: '1.0.0' }),
    'bun.lock': 'with zod',
  })
  expect(merged.remake).toEqual(['bun.lock'])
  const alone = await merge({
    base,
    ours: base,
    theirs: { 'package.json': added('clsx'), 'bun.lock': 'with clsx' },
  })
  expect(alone.texts['bun.lock']).toBe('with clsx')
  expect(alone.remake).toEqual([])
  const both = await merge({
    base,
    ours: { 'package.json': json({ react: '19.1.0', zod: '4.0.0' }), 'bun.lock': 'x' },
    theirs: { 'package.json': json({ react: '19.2.0' }, { private: true }), 'bun.lock': 'y' },
  })
  const conflicts = both.conflicts.flatMap(({ parts }) =>
    (parts ?? []).filter((part) => part.is === 'conflict'),
  )
  expect(both.conflicts).toMatchObject([{ path: 'package.json', kind: 'text' }])
  expect(conflicts).toEqual([
    {
      is: 'conflict',
      base: '    "react": "19.0.0",\n',
      ours: '    "react": "19.1.0",\n',
      theirs: '    "react": "19.2.0",\n',
    },
  ])
  const same = both.conflicts[0]?.parts?.[0]
  expect(same?.is === 'same' && same.text).toContain('"private": true')
})

test('rule 44.7: past its time a text is one conflict', async () => {
  const deck = (step: number) =>
    Array.from({ length: 20_011 }, (_, n) => `${(n * step) % 20_011}\n`).join('')
  const trees = { base: { a: deck(1) }, ours: { a: deck(7_919) }, theirs: { a: deck(104_729) } }
  const { conflicts, edits } = await merge(trees, [], 1)
  expect(conflicts).toMatchObject([{ path: 'a', kind: 'large', parts: null }])
  expect(edits).toEqual([])
})

test('wholly different files of 10,000 lines are a conflict with both texts', async () => {
  const text = (name: string) => Array.from({ length: 10_000 }, (_, n) => `${name} ${n}\n`).join('')
  const { conflicts } = await merge({
    base: { a: text('base') },
    ours: { a: text('ours') },
    theirs: { a: text('theirs') },
  })
  expect(conflicts).toMatchObject([
    { kind: 'text', parts: [{ base: text('base'), ours: text('ours'), theirs: text('theirs') }] },
  ])
})

test('rule 44.7: other work goes on while a long text is merged', async () => {
  const deck = (step: number) =>
    Array.from({ length: 9_973 }, (_, n) => `${(n * step) % 9_973}\n`).join('')
  let turns = 0
  let done = false
  const count = () => {
    turns += 1
    if (!done) setImmediate(count)
  }
  setImmediate(count)
  await merge({ base: { a: deck(1) }, ours: { a: deck(31) }, theirs: { a: deck(57) } }, [], 500)
  done = true
  // on this thread there would be a handful: one for each file that is read
  expect(turns).toBeGreaterThan(50)
})
