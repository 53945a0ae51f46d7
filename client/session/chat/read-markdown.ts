import { Lexer, type MarkedToken, type Token } from 'marked'

const types = new Set<string>([
  'blockquote',
  'br',
  'checkbox',
  'code',
  'codespan',
  'def',
  'del',
  'em',
  'escape',
  'heading',
  'hr',
  'html',
  'image',
  'link',
  'list',
  'list_item',
  'paragraph',
  'space',
  'strong',
  'table',
  'text',
])

export function isMarkdown(token: Token): token is MarkedToken {
  return types.has(token.type)
}

export function readMarkdown(text: string): Token[] {
  return new Lexer({ gfm: true }).lex(text)
}

const safeProtocols = new Set(['http:', 'https:', 'mailto:'])

/** Null for invalid URLs and unsafe schemes (`javascript:`). */
export function safeHref(href: string): string | null {
  try {
    const url = new URL(href)
    return safeProtocols.has(url.protocol) ? url.href : null
  } catch {
    return null
  }
}
