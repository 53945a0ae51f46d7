import { truncate } from '../../../shared/truncate.ts'

/** A generated file may be a single line. */
const maxLineLength = 1_000

/** Only generated files have more lines. */
const maxLines = 50_000

/** `row` counts from 1. */
export function linesAround(text: string, row: number, around: number): string {
  const lines = text.split('\n')
  const from = Math.max(1, row - around)
  return lines
    .slice(from - 1, row + around)
    .map((line, index) => `${from + index}| ${truncate(line, maxLineLength)}`)
    .join('\n')
}

function tokens(line: string): Set<string> {
  return new Set(line.match(/[\p{L}\p{N}_]+/gu) ?? [])
}

/** From 0 to 1, by shared words. */
function likeness(a: Set<string>, b: Set<string>): number {
  if (a.size === 0 || b.size === 0) return 0
  // Iterate the smaller set: a long searched line mustn't cost its length per line of text.
  const [few, many] = a.size < b.size ? [a, b] : [b, a]
  let shared = 0
  for (const token of few) if (many.has(token)) shared += 1
  return (2 * shared) / (a.size + b.size)
}

/** The most similar lines, numbered; null if none is similar. */
export function nearbyLines(text: string, search: string): string | null {
  const wanted = search
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 40)
    .map(tokens)
  const lines = text.split('\n', maxLines).map(tokens)
  let best = { row: 0, score: 0 }
  for (let row = 0; row < lines.length; row += 1) {
    let score = 0
    for (const [index, line] of wanted.entries())
      score += likeness(line, lines[row + index] ?? new Set())
    if (score > best.score) best = { row, score }
  }
  if (wanted.length === 0 || best.score / wanted.length < 0.3) return null
  const middle = best.row + Math.ceil(Math.min(wanted.length, 12) / 2)
  return linesAround(text, middle, Math.ceil(Math.min(wanted.length, 12) / 2) + 2)
}
