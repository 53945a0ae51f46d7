/** With their line ends, so that CRLF and a missing last newline count as what they are. */
export function splitLines(text: string): string[] {
  const lines: string[] = []
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    const next = end === -1 ? text.length : end + 1
    lines.push(text.slice(start, next))
    start = next
  }
  return lines
}

/** Gives equal lines the same number, across all texts that one numbering reads. */
export class LineNumbering {
  readonly #numbers = new Map<string, number>()

  number(lines: readonly string[]): number[] {
    return lines.map((line) => {
      const known = this.#numbers.get(line)
      if (known !== undefined) return known
      const next = this.#numbers.size
      this.#numbers.set(line, next)
      return next
    })
  }
}
