import { MantineProvider } from '@mantine/core'
import fc from 'fast-check'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { textChange } from '../../live/text-change.ts'
import { grammarName } from './code-languages.ts'
import { loadGrammar } from './grammars.ts'
import { createHighlighter } from './highlight.ts'
import { markdownBlocks } from './markdown-blocks.ts'
import { Markdown } from './markdown.tsx'
import { readMarkdown } from './read-markdown.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000)

/** What begins, ends or separates something in Markdown. */
const marks = [
  ...'>*_`~[]()!<&\\#=|-+:."1ab \n\t',
  ...['> ', '- ', '1. ', '**', '__', '```', '](', '![', '<a ', '\n\n', '    ', '<!--', '[a]: b'],
  ...['http://a.b', 'a@b.c', '😀', '=\n', '|-', '[ ] ', '</div>', '\r\n'],
]
const piece = fc
  .array(fc.constantFrom(...marks), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(''))

function repeated(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
}

/** A beginning, which is nested or left open, and what follows it. */
function hostile(head: string, unit: string, length: number): string {
  return repeated(head, length / 4) + repeated(unit, (length * 3) / 4)
}

function html(text: string, streaming: boolean): string {
  return renderToString(
    <MantineProvider>
      <Markdown text={text} streaming={streaming} />
    </MantineProvider>,
  )
}

const known: ReadonlyArray<[name: string, text: string]> = [
  ['quotes', '>'.repeat(2_000)],
  ['numbered lists in each other', '1. '.repeat(6_000)],
  ['quotes and lists in each other', '> - '.repeat(6_000)],
  ['emphasis in each other', '*a **b '.repeat(6_000)],
  ['brackets', '['.repeat(20_000)],
  ['an open link before quotes', `${'![😀\n'.repeat(1_600)}${'>'.repeat(24_000)}=\n[<!--\n`],
  [
    'lists by indentation',
    Array.from({ length: 300 }, (_, depth) => `${' '.repeat(2 * depth)}- a`).join('\n'),
  ],
  ['a wide table', `${'|a'.repeat(4_000)}|\n${'|-'.repeat(4_000)}|\n`],
  ['one line of a megabyte', 'a'.repeat(1_000_000)],
  ['a megabyte of links', '[a](https://example.com) '.repeat(40_000)],
]

test.each(known)('rule 36.6: the chat shows %s', (_, text) => {
  expect(html(text, false)).toContain('<div')
  expect(html(text, true)).toContain('<div')
})

test('rule 36.6: the chat shows whatever a model writes', () => {
  fc.assert(
    fc.property(piece, piece, (head, unit) => {
      expect(html(hostile(head, unit, 4_000), false)).toContain('<div')
    }),
    { numRuns: 60, seed },
  )
})

test('rule 36.6: no word of an answer is lost, however long or deep it is', () => {
  const words = Array.from({ length: 9_000 }, (_, at) => `w${at}`)
  const deep = words
    .slice(0, 300)
    .reduce((text, word, at) => `${text}${'> '.repeat(at)}${word}\n`, '')
  for (const text of [
    words.join(' '),
    words.join('\n'),
    words.join('\n\n'),
    words.map((word) => `- ${word}`).join('\n'),
    deep,
  ]) {
    const shown = new Set(html(text, false).match(/\bw\d+/g))
    const missing = text.match(/\bw\d+/g)?.filter((word) => !shown.has(word))
    expect(missing).toEqual([])
  }
})

function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** Shorter times are noise. In milliseconds of CPU. */
const leastMs = 40

/** How the CPU's time grows when the text is doubled, in the median of three. */
function growth(read: (text: string) => unknown, make: (length: number) => string, length: number) {
  const times = (text: string) => median([0, 1, 2].map(() => cpuMs(() => read(text))))
  const before = times(make(length))
  const after = times(make(2 * length))
  return after < leastMs ? 1 : after / Math.max(before, leastMs / 4)
}

const families: ReadonlyArray<[name: string, head: string, unit: string]> = [
  ['quotes', '> ', '>'],
  ['lists with lazy lines', '* ', '😀[a]: b# =\n'],
  ['bold text and open code', 'a ', '**a`'],
  ['emphasis that ends', '*a', 'a*'],
  ['stars and dots', '*', '*.*'],
  ['addresses', '(', '*a@b.c'],
  ['cells', '|a', '|-|\n'],
  ['open links', '[a](', '<b '],
]

test.each(families)('rule 36.7: time of reading grows with length only: %s', (_, head, unit) => {
  expect(growth(readMarkdown, (length) => hostile(head, unit, length), 24_000)).toBeLessThan(2.5)
})

test('rule 36.7: time of reading grows with length only, whatever the text', () => {
  fc.assert(
    fc.property(piece, piece, (head, unit) => {
      const grows = growth(readMarkdown, (length) => hostile(head, unit, length), 24_000)
      expect(grows).toBeLessThan(2.5)
    }),
    { numRuns: 40, seed, endOnFailure: true },
  )
})

const readers: ReadonlyArray<[name: string, read: (text: string) => unknown]> = [
  ['blocks of streamed Markdown', markdownBlocks],
  ['a change of the draft', (text) => textChange(`${text}a${text}`, `${text}b${text}`)],
]

test.each(readers)('rule 36.7: time grows with length only: %s', (_, read) => {
  for (const [, head, unit] of families)
    expect(growth(read, (length) => hostile(head, unit, length), 200_000)).toBeLessThan(2.5)
})

test('rule 36.7: code that breaks its grammar everywhere is colored as far as the time allows, and shown whole', async () => {
  for (const language of ['tsx', 'ts', 'css', 'html', 'json', 'md', 'sh']) {
    const name = grammarName(language)
    if (!name) throw new Error(`No grammar for ${language}`)
    const parser = await loadGrammar(name)
    for (const unit of ['*', '<', '${', '"a":{', '(', '<div>', '[', '`']) {
      let left = 100
      const highlight = createHighlighter(parser, () => () => left-- > 0)
      const code = repeated(unit, 20_000)
      for (const end of [code.length / 2, code.length]) {
        const tokens = highlight(code.slice(0, end)).flat()
        expect(tokens.map(({ text }) => text).join('')).toBe(code.slice(0, end))
      }
    }
  }
})
