const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/

/**
 * Splits Markdown at blank lines outside fences, so that only the last block is parsed again. Joined by blank lines the
 * blocks restore the text, except repeated blank lines.
 */
export function markdownBlocks(text: string): string[] {
  const blocks: string[] = []
  let block: string[] = []
  let open: string | null = null
  for (const line of text.split('\n')) {
    const mark = fence.exec(line)?.[1]
    if (open === null && mark) open = mark
    else if (open !== null && mark?.startsWith(open)) open = null
    if (open === null && !mark && line.trim() === '') {
      if (block.length > 0) blocks.push(block.join('\n'))
      block = []
    } else block.push(line)
  }
  if (block.length > 0) blocks.push(block.join('\n'))
  return blocks
}

/** Longer text is read in sections: some of marked's time grows with the square of a list's length. */
const sectionLength = 10_000

/** At most `sectionLength` characters each, cut before a line that isn't indented if there is one. */
function pieces(block: string): string[] {
  if (block.length <= sectionLength || fence.test(block.split('\n', 1)[0] ?? '')) return [block]
  const found: string[] = []
  let piece: string[] = []
  let length = 0
  let cut = 0
  for (const line of block.split('\n')) {
    if (length + line.length > sectionLength && piece.length > 0) {
      const at = cut > 0 ? cut : piece.length
      found.push(piece.slice(0, at).join('\n'))
      piece = piece.slice(at)
      length = piece.reduce((sum, { length: one }) => sum + one + 1, 0)
      cut = 0
    }
    if (/^\S/.test(line)) cut = piece.length
    piece.push(line)
    length += line.length + 1
  }
  return [...found, piece.join('\n')]
}

/** Whole blocks together, as long as they are short. */
export function markdownSections(text: string): string[] {
  const whole = text.replaceAll('\r\n', '\n')
  if (whole.length <= sectionLength) return [whole]
  const sections: string[] = []
  let open = ''
  for (const piece of markdownBlocks(whole).flatMap(pieces)) {
    if (open !== '' && open.length + piece.length > sectionLength) {
      sections.push(open)
      open = ''
    }
    open = open === '' ? piece : `${open}\n\n${piece}`
  }
  return [...sections, open]
}
