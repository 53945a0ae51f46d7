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

/** Whether a token is one of Markdown's own; extensions could add others, and we have none. */
export function isMarkdown(token: Token): token is MarkedToken {
  return types.has(token.type)
}

/** Reads GitHub's Markdown into tokens. */
export function readMarkdown(text: string): Token[] {
  return new Lexer({ gfm: true }).lex(text)
}

const openable = new Set(['http:', 'https:', 'mailto:'])

/** An address that may be opened from a message; null for `javascript:` and its like, and for what is none. */
export function safeHref(href: string): string | null {
  try {
    const url = new URL(href)
    return openable.has(url.protocol) ? url.href : null
  } catch {
    return null
  }
}
