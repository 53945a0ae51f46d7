const fence = /^ {0,3}(`{3,}|~{3,})/

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
