import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grammarName } from './code-languages.ts'
import { loadGrammar } from './grammars.ts'
import { type CodeToken, createHighlighter } from './highlight.ts'

async function tokensOf(code: string, language: string): Promise<CodeToken[]> {
  const name = grammarName(language)
  if (!name) throw new Error(`No grammar for ${language}`)
  return createHighlighter(await loadGrammar(name))(code).flat()
}

/** Tokens as `kind text`. */
async function colored(code: string, language: string): Promise<string[]> {
  const tokens = await tokensOf(code, language)
  return tokens.filter(({ kind }) => kind !== 'plain').map(({ kind, text }) => `${kind} ${text}`)
}

async function kindsOf(text: string, code: string, language: string): Promise<Set<string>> {
  const byCharacter = (await tokensOf(code, language)).flatMap((token) =>
    Array.from({ length: token.text.length }, () => token.kind),
  )
  const kinds = new Set<string>()
  for (let at = code.indexOf(text); at >= 0; at = code.indexOf(text, at + 1))
    for (const kind of byCharacter.slice(at, at + text.length)) kinds.add(kind)
  return kinds
}

test('no character is lost or added, whatever the code', async () => {
  const language = fc.constantFrom('tsx', 'ts', 'css', 'html', 'bash', 'json', 'md')
  const code = fc.string({ unit: fc.constantFrom(...'ab1 \n"\'`/*#<>-:{}$\\'), maxLength: 200 })
  await fc.assert(
    fc.asyncProperty(code, language, async (text, name) => {
      const tokens = await tokensOf(text, name)
      expect(tokens.map((token) => token.text).join('')).toBe(text)
    }),
  )
})

test('keywords, strings, numbers, comments and tags have different kinds', async () => {
  expect(await colored('const a = "b" + 12 // c\n;<App />', 'tsx')).toEqual([
    'keyword const',
    'string "b"',
    'number 12',
    'comment // c',
    'tag <App',
    'tag />',
  ])
})

test('an unknown language has no grammar; the case of its name does not matter', () => {
  expect(grammarName('cobol')).toBeNull()
  expect(grammarName('')).toBeNull()
  expect(grammarName('constructor')).toBeNull()
  expect(grammarName('TSX')).toBe('tsx')
})

test('imported names that read like keywords are not keywords', async () => {
  const code = "import { Switch, Default } from '@mantine/core'"
  expect(await colored(code, 'tsx')).toEqual([
    'keyword import',
    'keyword from',
    "string '@mantine/core'",
  ])
})

test('an apostrophe in the text of an element begins no string', async () => {
  const code = "const a = <p>Don't stop</p>\nconst b = 1"
  expect(await kindsOf("Don't stop", code, 'tsx')).toEqual(new Set(['plain']))
  expect(await kindsOf('const', code, 'tsx')).toEqual(new Set(['keyword']))
})

const keywords = [
  'class',
  'default',
  'delete',
  'for',
  'from',
  'if',
  'import',
  'new',
  'return',
  'switch',
]
const keyword = fc.constantFrom(...keywords)
const words = fc
  .array(fc.constantFrom(...keywords, "don't", "it's", '"so-called"', 'a', 'of', '`x`'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((list) => list.join(' '))

test('the text of an element is plain, whatever keywords and quotes it has', async () => {
  await fc.assert(
    fc.asyncProperty(words, async (text) => {
      const code = `export const a = (\n  <p id="x">${text}</p>\n)`
      const tokens = await tokensOf(code, 'tsx')
      expect(tokens.find((token) => token.text.includes(text))?.kind).toBe('plain')
      expect(tokens.at(-1)?.text).toBe('\n)')
    }),
  )
})

test('the text of an element is plain while its closing tag has not arrived', async () => {
  await fc.assert(
    fc.asyncProperty(words, async (text) => {
      const code = `function App() {\n  return (\n    <p>${text}`
      expect((await tokensOf(code, 'tsx')).at(-1)).toEqual({ kind: 'plain', text })
    }),
  )
})

test('a property that is named by a keyword is not a keyword', async () => {
  await fc.assert(
    fc.asyncProperty(keyword, async (name) => {
      const code = `const o = { ${name}: 1 }\no.${name}(o?.${name})`
      expect(await kindsOf(name, code, 'ts')).toEqual(new Set(['plain']))
    }),
  )
})

test('a capitalized keyword is a name: of a variable, a type or an element', async () => {
  await fc.assert(
    fc.asyncProperty(keyword, async (word) => {
      const name = word.charAt(0).toUpperCase() + word.slice(1)
      const code = `const x: ${name} = ${name}(y)\nconst z = <${name} />`
      expect(await kindsOf('keyword', code, 'tsx')).toEqual(new Set())
      expect(await colored(code, 'tsx')).toEqual([
        'keyword const',
        'keyword const',
        `tag <${name}`,
        'tag />',
      ])
    }),
  )
})

test('a string keeps the other kinds of quotes', async () => {
  const quoted = fc
    .tuple(fc.constantFrom('"', "'", '`'), fc.string({ unit: fc.constantFrom(...'"\'`a ') }))
    .map(([quote, text]) => `${quote}${text.replaceAll(quote, '')}${quote}`)
  await fc.assert(
    fc.asyncProperty(quoted, async (text) => {
      expect(await colored(`f(${text}, 1)`, 'ts')).toEqual([`string ${text}`, 'number 1'])
    }),
  )
})

test('code inside of a template is code again', async () => {
  expect(await colored('`a ${b ? `c ${1}` : "d"} e`', 'ts')).toEqual([
    'string `a ',
    'string `c ',
    'number 1',
    'string `',
    'string "d"',
    'string  e`',
  ])
})

test('a regular expression with quotes begins no string, and a division is no expression', async () => {
  expect(await colored('const r = /["\'`]/g.test(x) / 2 / y', 'ts')).toEqual([
    'keyword const',
    'string /["\'`]/g',
    'number 2',
  ])
})

test('type parameters are not elements', async () => {
  const code = 'const f = <T extends string>(x: Map<T, number[]>) => x as unknown as T'
  expect((await colored(code, 'ts')).filter((token) => token.startsWith('tag'))).toEqual([])
  expect(await kindsOf('extends', code, 'ts')).toEqual(new Set(['keyword']))
})

test('CSS: selectors, properties, values and comments', async () => {
  const code = "/* it's */\n.card > a:hover { color: #fff; margin: 0 4px; content: 'x' }"
  expect(await colored(code, 'css')).toEqual([
    "comment /* it's */",
    'tag card',
    'tag a',
    'tag hover',
    'property color',
    'number #fff',
    'property margin',
    'number 0',
    'number 4px',
    'property content',
    "string 'x'",
  ])
})

test('HTML: text is plain, and scripts and styles have colors of their own', async () => {
  const code =
    '<p class="a">Don\'t return</p><script>const a = 1</script><style>b { top: 0 }</style>'
  expect(await kindsOf("Don't return", code, 'html')).toEqual(new Set(['plain']))
  expect(await kindsOf('class', code, 'html')).toEqual(new Set(['property']))
  expect(await kindsOf('const', code, 'html')).toEqual(new Set(['keyword']))
  expect(await kindsOf('top', code, 'html')).toEqual(new Set(['property']))
})

test('JSON: a key is a property and its value a string', async () => {
  expect(await colored('{ "new": "it\'s", "n": -1.5, "t": true }', 'json')).toEqual([
    'property "new"',
    'string "it\'s"',
    'property "n"',
    'number -1.5',
    'property "t"',
    'keyword true',
  ])
})

test('a shell command: strings and comments, and a hash inside of a word', async () => {
  const code = '# it\'s a comment\necho "don\'t" a#b'
  expect(await kindsOf("# it's a comment", code, 'bash')).toEqual(new Set(['comment']))
  expect(await kindsOf('"don\'t"', code, 'sh')).toEqual(new Set(['string']))
  expect(await kindsOf('a#b', code, 'shell')).toEqual(new Set(['plain']))
})

const pieceLength = 200

function component(lines: number): string {
  const list = Array.from({ length: lines - 6 }, (_, line) =>
    line % 3 === 0
      ? `      <li key={${line}} className="row">Don't stop ${line}</li>`
      : line % 3 === 1
        ? `      {items.map((item) => item.n > ${line} && <b>{item.name ?? 'none'}</b>)}`
        : `      {/* line ${line} */}`,
  )
  const head = [
    "import { Item } from './item'",
    '',
    'export default function List({ items }: Props) {',
  ]
  return [...head, '  return (', '    <ul>', ...list, '    </ul>', '  )', '}'].join('\n')
}

test('streamed code has the colors of the whole at its end', async () => {
  const highlighter = createHighlighter(await loadGrammar('tsx'))
  const code = component(200)
  for (let end = 0; end < code.length; end += pieceLength) highlighter(code.slice(0, end))
  const streamed = highlighter(code).flat()
  expect(streamed.map(({ text }) => text).join('')).toBe(code)
  const kinds = (tokens: readonly CodeToken[]) =>
    tokens.flatMap(({ kind, text }) => Array.from(text, () => kind))
  expect(kinds(streamed)).toEqual(kinds(await tokensOf(code, 'tsx')))
})

test('streamed code is parsed and colored only at its end', async () => {
  const highlighter = createHighlighter(await loadGrammar('tsx'))
  const code = component(200)
  let fresh = 0
  let before = new Set<unknown>()
  let most = 0
  for (let end = 0; end < code.length; end += pieceLength) {
    const blocks = highlighter(code.slice(0, end))
    fresh = blocks
      .filter((block) => !before.has(block))
      .reduce((sum, block) => sum + block.reduce((length, { text }) => length + text.length, 0), 0)
    most = Math.max(most, fresh)
    before = new Set(blocks)
  }
  expect(code.length).toBeGreaterThan(8_000)
  expect(most).toBeLessThan(4_000)
})

test('other code than before is read from its beginning', async () => {
  const highlighter = createHighlighter(await loadGrammar('typescript'))
  highlighter("const a = 'b'")
  expect(highlighter('return 1').flat()).toEqual([
    { kind: 'keyword', text: 'return' },
    { kind: 'plain', text: ' ' },
    { kind: 'number', text: '1' },
  ])
})

test('code beyond the longest is plain, and nothing of it is lost', async () => {
  const code = component(700)
  const tokens = await tokensOf(code, 'tsx')
  expect(tokens.map(({ text }) => text).join('')).toBe(code)
  expect(tokens.at(-1)?.kind).toBe('plain')
  expect(tokens.at(-1)?.text.length).toBe(code.length - 20_000)
})
