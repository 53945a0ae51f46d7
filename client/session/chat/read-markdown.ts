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

/** Whether a token is one of Markdown's own; only extensions could add others. */
export function isMarkdown(token: Token): token is MarkedToken {
  return types.has(token.type)
}

export function readMarkdown(text: string): Token[] {
  return new Lexer({ gfm: true }).lex(text)
}

const safeProtocols = new Set(['http:', 'https:', 'mailto:'])

/** A URL that a message may link to; null for other schemes (`javascript:`) and invalid URLs. */
export function safeHref(href: string): string | null {
  try {
    const url = new URL(href)
    return safeProtocols.has(url.protocol) ? url.href : null
  } catch {
    return null
  }
}
