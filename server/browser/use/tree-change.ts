import { diffArrays } from 'diff'
import { truncate } from '../../../shared/truncate.ts'

const shownLines = 14
const lineLength = 160
/** Longer trees are compared by their beginning. */
const comparedLines = 3_000

function linesOf(tree: string): string[] {
  return tree
    .split('\n', comparedLines)
    .map((line) => line.trim())
    .filter(Boolean)
}

/** Lines that came (+) and went (−). */
export function treeChange(before: string, after: string): string[] {
  const changes = diffArrays(linesOf(before), linesOf(after), { maxEditLength: 2_000 })
  if (changes === undefined) return ['Nearly everything on the page changed.']
  const lines = changes.flatMap(({ added, removed, value }) =>
    added || removed
      ? value.map((line) => `${added ? '+' : '−'} ${truncate(line.replace(/^- /, ''), lineLength)}`)
      : [],
  )
  if (lines.length <= shownLines) return lines
  return [...lines.slice(0, shownLines), `… and ${lines.length - shownLines} more lines`]
}
