import { expect, test } from 'vitest'
import { hashOf } from './blobs.ts'
import { diffTrees } from './diff-trees.ts'

type Files = Record<string, string | Uint8Array>

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2])
const text = Array.from({ length: 20 }, (_, n) => `line ${n}\n`).join('')

async function differences(before: Files, after: Files) {
  const blobs = new Map<string, Uint8Array>()
  const entriesOf = (files: Files) =>
    Object.entries(files).map(([path, content]) => {
      blobs.set(hashOf(content), Buffer.from(content))
      return { path, hash: hashOf(content) }
    })
  const files = await diffTrees(entriesOf(before), entriesOf(after), async (hash) => {
    const content = blobs.get(hash)
    if (!content) throw new Error(`no blob ${hash}`)
    return content
  })
  return files.map(({ path, change, from, binary, added, removed }) =>
    [from, from && '→', path, change, binary ? 'binary' : `+${added} −${removed}`]
      .filter(Boolean)
      .join(' '),
  )
}

test.each<[string, Files, Files, string[]]>([
  ['nothing', { a: '1' }, { a: '1' }, []],
  [
    'created, edited and deleted files, by path',
    { 'b.ts': 'x\ny\n', 'c.ts': 'p\nq\n' },
    { 'a.ts': 'new\n', 'b.ts': 'x\nz\nw\n' },
    ['a.ts created +1 −0', 'b.ts edited +2 −1', 'c.ts deleted +0 −2'],
  ],
  ['a moved file', { 'a.ts': text }, { 'src/a.ts': text }, ['a.ts → src/a.ts edited +0 −0']],
  [
    'a file that was moved and edited',
    { 'a.ts': text },
    { 'b.ts': text.replace('line 7', 'line seven') },
    ['a.ts → b.ts edited +1 −1'],
  ],
  [
    'too little in common for a move',
    { 'a.ts': 'a\nb\nc\nd\n' },
    { 'b.ts': 'a\nx\ny\nz\n' },
    ['a.ts deleted +0 −4', 'b.ts created +4 −0'],
  ],
  [
    'empty files, which come from nowhere',
    { 'a.ts': '' },
    { 'b.ts': '' },
    ['a.ts deleted +0 −0', 'b.ts created +0 −0'],
  ],
  [
    'copies: each old file moves once, to the name alike first',
    { 'a/x.png': png, 'b/y.png': png },
    { 'c/y.png': png, 'c/x.png': png, 'c/z.png': png },
    [
      'a/x.png → c/x.png edited binary',
      'b/y.png → c/y.png edited binary',
      'c/z.png created binary',
    ],
  ],
  [
    'binary files, and one that becomes text',
    { 'a.png': png, 'b.dat': new Uint8Array([0xff, 0xfe]) },
    { 'a.png': new Uint8Array([0, 1]), 'b.dat': 'text\n' },
    ['a.png edited binary', 'b.dat edited binary'],
  ],
])('rule 43.5: %s', async (_name, before, after, wanted) => {
  expect(await differences(before, after)).toEqual(wanted)
})
