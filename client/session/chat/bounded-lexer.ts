import { Lexer, type Token, Tokenizer, type Tokens, type TokensList } from 'marked'

/**
 * Quotes and lists, and emphasis, within each other. What is deeper stays text. marked reads the inside of a quote twice if
 * a line without its mark follows, so its time doubles with each level.
 */
const deepest = 8

/** An inline run is read in pieces of at most so many characters and marks: marked's time grows with the square of both. */
const pieceLength = 8_000
const pieceMarks = 200

function isMark(code: number): boolean {
  // ! & * < [ \ ] _ ` ~
  return (
    code === 33 ||
    code === 38 ||
    code === 42 ||
    code === 60 ||
    (code >= 91 && code <= 93) ||
    code === 95 ||
    code === 96 ||
    code === 126
  )
}

function pieceEnd(text: string, from: number): number {
  let marks = 0
  let blank = -1
  const most = Math.min(text.length, from + pieceLength)
  for (let at = from; at < most; at++) {
    const code = text.charCodeAt(at)
    if (code <= 32) blank = at
    if (isMark(code) && ++marks > pieceMarks) return blank > from ? blank : at
  }
  return most === text.length ? most : blank > from ? blank : most
}

function asText(raw: string): Token {
  return { type: 'text', raw, text: raw }
}

/** How far the underline of a heading is searched. At every line, marked would search the whole rest of the text. */
const headingLines = 8

function firstLines(text: string, lines: number): string {
  let end = 0
  for (let line = 0; line < lines; line++) {
    const at = text.indexOf('\n', end)
    if (at < 0) return text
    end = at + 1
  }
  return text.slice(0, end)
}

class BoundedTokenizer extends Tokenizer {
  #quotes = 0

  override lheading(src: string): Tokens.Heading | undefined {
    return super.lheading(firstLines(src, headingLines))
  }

  /** marked's calls itself, past the lexer, for a line without the mark. */
  override blockquote(src: string): Tokens.Blockquote | undefined {
    if (this.#quotes >= deepest) {
      const raw = this.rules.block.blockquote.exec(src)?.[0].replace(/\n+$/, '')
      return raw ? { type: 'blockquote', raw, text: raw, tokens: [asText(raw)] } : undefined
    }
    this.#quotes += 1
    try {
      return super.blockquote(src)
    } finally {
      this.#quotes -= 1
    }
  }
}

/** Reads any text in a time that grows with its length only, and never overflows the stack. */
export class BoundedLexer extends Lexer {
  #blocks = 0
  #inlines = 0

  constructor() {
    super({ gfm: true, tokenizer: new BoundedTokenizer() })
  }

  override blockTokens(src: string, tokens?: Token[], clipped?: boolean): Token[]
  override blockTokens(src: string, tokens?: TokensList, clipped?: boolean): TokensList
  override blockTokens(src: string, tokens: Token[] = [], clipped?: boolean): Token[] {
    if (this.#blocks >= deepest) {
      tokens.push(asText(src))
      return tokens
    }
    this.#blocks += 1
    try {
      return super.blockTokens(src, tokens, clipped)
    } finally {
      this.#blocks -= 1
    }
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (this.#inlines >= deepest) {
      tokens.push(asText(src))
      return tokens
    }
    this.#inlines += 1
    try {
      for (let from = 0; from < src.length; ) {
        const end = pieceEnd(src, from)
        super.inlineTokens(src.slice(from, end), tokens)
        from = end
      }
      return tokens
    } finally {
      this.#inlines -= 1
    }
  }
}
