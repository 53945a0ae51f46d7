/** A piece of code and what it is, for its colour. */
export interface CodeToken {
  kind: 'plain' | 'comment' | 'string' | 'number' | 'keyword' | 'tag'
  text: string
}

const keywords =
  'as async await break case catch class const continue default delete do else enum export extends false finally for from function if implements import in instanceof interface let new null of return satisfies static super switch this throw true try type typeof undefined var void while yield'

const script = [
  ['comment', /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/],
  ['string', /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\.|[^`\\])*`?/],
  ['number', /\b(?:0[xob][\da-f_]+|\d[\d_]*(?:\.\d+)?)\b/],
  ['keyword', new RegExp(`\\b(?:${keywords.replaceAll(' ', '|')})\\b`)],
  ['tag', /<\/?[A-Za-z][\w.-]*|\/?>/],
] as const

const style = [
  ['comment', /\/\*[\s\S]*?(?:\*\/|$)/],
  ['string', /"[^"\n]*"?|'[^'\n]*'?/],
  ['number', /#[\da-f]{3,8}\b|\b\d+(?:\.\d+)?(?:px|rem|em|%|ms|s|vh|vw|fr|deg)?/i],
  ['keyword', /@[\w-]+|--?[a-z][\w-]*(?=\s*:)|\b[a-z-]+(?=\s*:)/],
  ['tag', /[.#][A-Za-z_][\w-]*/],
] as const

const markup = [
  ['comment', /<!--[\s\S]*?(?:-->|$)/],
  ['tag', /<\/?[A-Za-z][\w.-]*|\/?>/],
  ['string', /"[^"]*"?|'[^']*'?/],
] as const

const shell = [
  ['comment', /(?:^|\s)#[^\n]*/],
  ['string', /"(?:\\.|[^"\\])*"?|'[^']*'?/],
  ['keyword', /\s--?[\w-]+/],
] as const

const data = [
  ['string', /"(?:\\.|[^"\\\n])*"?/],
  ['number', /-?\b\d+(?:\.\d+)?\b/],
  ['keyword', /\b(?:true|false|null)\b/],
] as const

type Grammar = ReadonlyArray<readonly [CodeToken['kind'], RegExp]>

const grammars: Record<string, Grammar> = {
  js: script,
  jsx: script,
  ts: script,
  tsx: script,
  javascript: script,
  typescript: script,
  css: style,
  html: markup,
  xml: markup,
  svg: markup,
  sh: shell,
  bash: shell,
  shell: shell,
  json: data,
}

const combined = new Map<Grammar, RegExp>()

function patternOf(grammar: Grammar): RegExp {
  const known = combined.get(grammar)
  if (known) return known
  const parts = grammar.map(([kind, pattern]) => `(?<${kind}>${pattern.source})`)
  const pattern = new RegExp(parts.join('|'), 'gi')
  combined.set(grammar, pattern)
  return pattern
}

function isKind(name: string): name is CodeToken['kind'] {
  return ['comment', 'string', 'number', 'keyword', 'tag'].includes(name)
}

/** Longer code than this is shown in one colour: it is read elsewhere. */
const longest = 20_000

/**
 * Splits code for colouring: small grammars of the languages that the agent writes, good enough to read by. The pieces put
 * together are the code; a language that isn't known is one plain piece.
 */
export function highlight(code: string, language: string): CodeToken[] {
  const grammar = grammars[language.toLowerCase()]
  if (!grammar || code.length > longest) return [{ kind: 'plain', text: code }]
  const tokens: CodeToken[] = []
  let at = 0
  for (const match of code.matchAll(patternOf(grammar))) {
    if (match[0] === '') continue
    if (match.index > at) tokens.push({ kind: 'plain', text: code.slice(at, match.index) })
    const name = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0]
    tokens.push({ kind: name && isKind(name) ? name : 'plain', text: match[0] })
    at = match.index + match[0].length
  }
  if (at < code.length) tokens.push({ kind: 'plain', text: code.slice(at) })
  return tokens
}
