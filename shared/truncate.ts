/** A cut at `index` would split a surrogate pair. */
export function splitsPair(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return (
    index > 0 && code >= 0xdc00 && code <= 0xdfff && /[\ud800-\udbff]/.test(text.charAt(index - 1))
  )
}

/** At most `max` UTF-16 units; never splits a surrogate pair. */
export function headOf(text: string, max: number): string {
  return text.slice(0, splitsPair(text, max) ? max - 1 : max)
}

/** At most `max` UTF-16 units; never splits a surrogate pair. */
export function tailOf(text: string, max: number): string {
  const from = Math.max(0, text.length - max)
  return text.slice(splitsPair(text, from) ? from + 1 : from)
}

/** At most `max` UTF-16 units; a longer text ends in `…`. */
export function truncate(text: string, max: number): string {
  return text.length > max ? `${headOf(text, max - 1)}…` : text
}

function gap(left: number): string {
  return `\n[… ${left.toLocaleString('en')} characters left out …]\n`
}

/** Keeps beginning and end: `max` UTF-16 units, plus a line that counts what is left out. */
export function truncateMiddle(text: string, max: number): string {
  if (text.length <= max) return text
  const head = headOf(text, Math.ceil(max / 2))
  const tail = tailOf(text, Math.floor(max / 2))
  return `${head}${gap(text.length - head.length - tail.length)}${tail}`
}

/** Streaming `truncateMiddle`: memory stays within about twice `max`. */
export interface MiddleTruncator {
  add(piece: string): void
  text(): string
}

export function createMiddleTruncator(max: number): MiddleTruncator {
  const half = Math.floor(max / 2)
  // One extra unit shows whether a cut splits a pair.
  const headRoom = max - half + 1
  let head = ''
  let rest = ''
  let length = 0
  return {
    add(piece) {
      length += piece.length
      const room = headRoom - head.length
      head += piece.slice(0, room)
      rest += piece.slice(room)
      // Slicing at every piece would cost quadratic time.
      if (rest.length > 3 * half + 1) rest = rest.slice(-half - 1)
    },
    text() {
      if (length <= max) return head + rest
      const begin = headOf(head, max - half)
      const end = tailOf(head.slice(-1) + rest, half)
      return `${begin}${gap(length - begin.length - end.length)}${end}`
    },
  }
}
