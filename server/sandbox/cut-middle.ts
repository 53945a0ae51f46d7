/** Gathers text and keeps its beginning and its end when it grows beyond `limit` characters. */
export interface Cut {
  add(text: string): void
  text(): string
}

export function createCut(limit: number): Cut {
  const half = Math.floor(limit / 2)
  let head = ''
  let tail = ''
  let length = 0
  return {
    add(text) {
      length += text.length
      const room = half - head.length
      head += text.slice(0, Math.max(0, room))
      tail += text.slice(Math.max(0, room))
      // Cut only now and then: slicing at every piece would cost the square of the length.
      if (tail.length > 2 * half) tail = tail.slice(-half)
    },
    text() {
      if (length <= limit) return head + tail
      const end = tail.slice(-half)
      const left = length - head.length - end.length
      return `${head}\n… ${left.toLocaleString('en')} characters left out …\n${end}`
    },
  }
}
