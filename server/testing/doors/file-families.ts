import { applyEdits } from '../../agent/tools/apply-edits.ts'
import { searchFiles } from '../../agent/tools/search-files.ts'
import { readImageInfo } from '../../thumbnails/thumbnail-image.ts'
import { countLines } from '../../versions/diff-stat.ts'
import type { ToolContext } from '../../agent/tools/tool.ts'
import type { Family } from './cpu-growth.ts'

const edits: Record<string, (size: number) => [text: string, search: string]> = {
  'a search that nearly fits everywhere': (size) => ['a'.repeat(size), `${'a'.repeat(5_000)}b`],
  'one line that nearly fits everywhere': (size) => [
    'a\n'.repeat(size / 2),
    `${'a\n'.repeat(500)}b`,
  ],
  'lines with the words of the search': (size) => [
    'one two three four\n'.repeat(size / 19),
    'four three two one five\n'.repeat(40),
  ],
  'one long line of words': (size) => ['word '.repeat(size / 5), 'word other '.repeat(1_000)],
  'spaces at the end of each line': (size) => [`${' '.repeat(size / 2)}a\n`.repeat(2), 'a\nb'],
  'look-alikes': (size) => ['‘’“”'.repeat(size / 4), `${'\'\'""'.repeat(500)}x`],
}

const editing: Family[] = Object.entries(edits).map(([name, make]) => ({
  door: 'edit of a file',
  name,
  size: 50_000,
  prepare: (size) => {
    const [text, search] = make(size)
    return { bytes: text.length, work: () => applyEdits(text, [{ search, replace: 'x' }]) }
  },
}))

const searches: Record<string, (size: number) => [text: string, query: string]> = {
  'a query that nearly fits everywhere': (size) => ['a'.repeat(size), `b${'a'.repeat(999)}`],
  'a query that nearly fits, ending otherwise': (size) => ['a'.repeat(size), `${'a'.repeat(999)}b`],
  'every line fits': (size) => ['a\n'.repeat(size / 2), 'a'],
  'the last line fits': (size) => [`${'b\n'.repeat(size / 2)}a`, 'a'],
}

const searching: Family[] = Object.entries(searches).map(([name, make]) => ({
  door: 'search in files',
  name,
  size: 500_000,
  prepare: (size) => {
    const [text, query] = make(size)
    const files = {
      list: async () => ['a.txt'],
      binaries: async () => new Map(),
      read: async () => text,
    }
    const context = { files, signal: new AbortController().signal } as unknown as ToolContext
    return { bytes: text.length, work: () => searchFiles.run({ query }, context) }
  },
}))

const pictures: Record<string, (size: number) => Buffer> = {
  'a JPEG of empty segments': (size) =>
    Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.from('ffe00002'.repeat(size / 4), 'hex')]),
  'a WebP of nothing': (size) => Buffer.from(`RIFF0000WEBPVP8X${'\0'.repeat(size)}`),
}

const looking: Family[] = Object.entries(pictures).map(([name, make]) => ({
  door: 'picture of a session',
  name,
  size: 500_000,
  prepare: (size) => {
    const bytes = make(size)
    return { bytes: bytes.length, work: () => readImageInfo(bytes) }
  },
}))

const numbered = (size: number, word: string) =>
  Array.from({ length: size / 8 }, (_, at) => `${word}${at}`).join('\n')

const pairs: Record<string, (size: number) => [before: string, after: string]> = {
  'no line in common': (size) => [numbered(size, 'a'), numbered(size, 'b')],
  'the same lines backwards': (size) => [
    numbered(size, 'a'),
    numbered(size, 'a').split('\n').toReversed().join('\n'),
  ],
  'two lines in turn against one': (size) => ['a\nb\n'.repeat(size / 4), 'a\n'.repeat(size / 2)],
  'one long line': (size) => ['a'.repeat(size), 'b'.repeat(size)],
  'line ends alone': (size) => ['\n'.repeat(size), '\r\n'.repeat(size / 2)],
}

const comparing: Family[] = Object.entries(pairs).map(([name, make]) => ({
  door: 'comparison of files',
  name,
  size: 500_000,
  prepare: (size) => {
    const [before, after] = make(size)
    return { bytes: before.length + after.length, work: () => countLines(before, after) }
  },
}))

export const fileFamilies: readonly Family[] = [...editing, ...searching, ...looking, ...comparing]
