import type { MarkedToken, Token } from 'marked'
import { BoundedLexer } from './bounded-lexer.ts'
import { markdownSections } from './markdown-blocks.ts'

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

/** Longer text is shown as it is from there on. */
export const longestMarkdown = 64_000

function asCode(text: string): Token {
  return { type: 'code', raw: text, text }
}

function readSection(text: string): Token[] {
  try {
    return new BoundedLexer().lex(text)
  } catch {
    // What marked can't read is still shown.
    return [asCode(text)]
  }
}

/** Takes any text, never throws, and takes a time that grows with the text's length only. */
export function readMarkdown(text: string): Token[] {
  if (text.length <= longestMarkdown) return markdownSections(text).flatMap(readSection)
  const head = text.slice(0, longestMarkdown)
  const end = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' ')) + 1 || longestMarkdown
  const tokens = markdownSections(text.slice(0, end)).flatMap(readSection)
  return [...tokens, asCode(text.slice(end))]
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
