import { type Parser, type Tree, TreeFragment } from '@lezer/common'
import { highlightTree, tagHighlighter, tags } from '@lezer/highlight'
import { LRParser } from '@lezer/lr'

export type CodeKind = 'plain' | 'comment' | 'string' | 'number' | 'keyword' | 'tag' | 'property'

export interface CodeToken {
  kind: CodeKind
  text: string
}

/** Whole lines. While code is appended, blocks before the last two stay the same objects. */
export type CodeBlockTokens = readonly CodeToken[]

const kindByTag = tagHighlighter([
  { tag: [tags.comment, tags.documentMeta, tags.processingInstruction], class: 'comment' },
  {
    tag: [tags.string, tags.regexp, tags.escape, tags.attributeValue, tags.monospace, tags.url],
    class: 'string',
  },
  { tag: [tags.number, tags.unit, tags.color], class: 'number' },
  { tag: [tags.keyword, tags.bool, tags.meta, tags.heading, tags.modifier], class: 'keyword' },
  { tag: [tags.tagName, tags.angleBracket, tags.className, tags.labelName], class: 'tag' },
  { tag: tags.attributeName, class: 'property' },
])

const keyKinds = tagHighlighter([{ tag: tags.propertyName, class: 'property' }], {
  scope: ({ name }) => name === 'StyleSheet' || name === 'JsonText',
})

const highlighters = [kindByTag, keyKinds]

const kinds: ReadonlySet<string> = new Set<CodeKind>([
  'comment',
  'string',
  'number',
  'keyword',
  'tag',
  'property',
])

function isKind(name: string): name is CodeKind {
  return kinds.has(name)
}

/** Longer code isn't colored. */
const longest = 20_000

/** A block ends at the first line end after this many characters. */
const blockLength = 1_500

function append(tokens: CodeToken[], kind: CodeKind, text: string) {
  if (text === '') return
  const last = tokens.at(-1)
  if (last?.kind === kind) last.text += text
  else tokens.push({ kind, text })
}

function blocksOf(tokens: readonly CodeToken[]): CodeToken[][] {
  const blocks: CodeToken[][] = []
  let block: CodeToken[] = []
  let length = 0
  for (const { kind, text } of tokens) {
    const lineEnd =
      length + text.length < blockLength
        ? -1
        : text.indexOf('\n', Math.max(0, blockLength - length))
    const cut = lineEnd + 1
    append(block, kind, cut === 0 ? text : text.slice(0, cut))
    length += text.length
    if (cut === 0) continue
    blocks.push(block)
    block = []
    append(block, kind, text.slice(cut))
    length = text.length - cut
  }
  if (block.length > 0) blocks.push(block)
  return blocks
}

function lengthOf(block: CodeBlockTokens): number {
  return block.reduce((sum, { text }) => sum + text.length, 0)
}

/** What of a parse is done when it is told to stop. */
interface Parsed {
  tree: Tree
  /** False if it was stopped. */
  whole: boolean
}

/**
 * At unfinished code's end the parser's error recovery would take milliseconds. An LR parser stopped before the last
 * character closes what is open.
 */
function parseUnfinished(
  parser: Parser,
  code: string,
  fragments: readonly TreeFragment[],
  mayContinue: () => boolean,
): Parsed {
  const parse = parser.startParse(code, fragments)
  if (parser instanceof LRParser && code !== '') parse.stopAt(code.length - 1)
  let whole = true
  for (;;) {
    const tree = parse.advance()
    if (tree) return { tree, whole }
    if (!whole || mayContinue()) continue
    whole = false
    parse.stopAt(parse.parsedPos)
  }
}

/** A parser needs seconds for code that breaks its grammar everywhere. In milliseconds, for one parse. */
const parseMs = 60

/** For `createHighlighter`: what isn't parsed in time stays plain. */
export function withinParseTime(): () => boolean {
  const end = performance.now() + parseMs
  return () => performance.now() < end
}

/**
 * Returns a function that colors code. After an append it parses only the end, so that a streamed fence costs linear time.
 * If new text changes the meaning of earlier text, only the last two blocks show that. `begin` is called at each parse; once
 * what it returns says no, the code stays plain from there.
 */
export function createHighlighter(
  parser: Parser,
  begin: () => () => boolean = () => () => true,
): (code: string) => readonly CodeBlockTokens[] {
  let before = ''
  let fragments: readonly TreeFragment[] = []
  let blocks: CodeBlockTokens[] = []
  let stopped = false

  return (whole) => {
    const code = whole.slice(0, longest)
    if (!code.startsWith(before)) {
      before = ''
      fragments = []
      blocks = []
      stopped = false
    }
    if (stopped) return [...blocks, [{ kind: 'plain', text: whole.slice(before.length) }]]
    const at = before.length
    const change = { fromA: at, toA: at, fromB: at, toB: code.length }
    const old = TreeFragment.applyChanges(fragments, [change])
    const parsed = parseUnfinished(parser, code, old, begin())
    const { tree } = parsed
    stopped = !parsed.whole
    fragments = TreeFragment.addTree(tree)
    before = code

    const kept = blocks.slice(0, -2)
    const from = kept.reduce((sum, block) => sum + lengthOf(block), 0)
    const tokens: CodeToken[] = []
    let end = from
    const put = (start: number, to: number, kind: string) => {
      append(tokens, 'plain', code.slice(end, start))
      append(tokens, isKind(kind) ? kind : 'plain', code.slice(Math.max(start, end), to))
      end = to
    }
    highlightTree(tree, highlighters, put, from)
    append(tokens, 'plain', code.slice(end))
    blocks = [...kept, ...blocksOf(tokens)]
    return whole.length > longest
      ? [...blocks, [{ kind: 'plain', text: whole.slice(longest) }]]
      : blocks
  }
}
