import { type Chance, chanceOf } from '../../../testing/random.ts'

export type Case = { base: string; ours: string; theirs: string }

const code = [
  '',
  '',
  '}',
  '  }',
  '})',
  '  return null',
  "import { useState } from 'react'",
  '    <div>',
  '    </div>',
  '  )',
  'export default function App() {',
  '  const [open, setOpen] = useState(false)',
]

/** Lines of a text, from few alphabets to many: repeated lines are what makes merging hard. */
function lineOf(chance: Chance, words: number): string {
  const kind = chance(4)
  if (kind === 0) return code[chance(code.length)] ?? ''
  if (kind === 1) return 'abcdefgh'[chance(Math.min(8, words))] ?? ''
  return `line ${chance(words)}`
}

export function randomLines(chance: Chance, count: number, words: number): string[] {
  return Array.from({ length: count }, () => lineOf(chance, words))
}

/** With some runs of lines deleted, replaced, inserted, doubled or moved. */
export function changedLines(
  chance: Chance,
  lines: readonly string[],
  changes: number,
  words: number,
): string[] {
  const result = [...lines]
  for (let n = 0; n < changes; n += 1) {
    const at = chance(result.length + 1)
    const count = 1 + chance(4)
    const kind = chance(5)
    if (kind === 0) result.splice(at, count)
    else if (kind === 1) result.splice(at, count, ...randomLines(chance, 1 + chance(4), words))
    else if (kind === 2) result.splice(at, 0, ...randomLines(chance, count, words))
    else if (kind === 3) result.splice(at, 0, ...result.slice(at, at + count))
    else result.splice(chance(result.length + 1), 0, ...result.splice(at, count))
  }
  return result
}

/** Sometimes without the last newline. */
function textOf(chance: Chance, lines: readonly string[], end: boolean): string {
  const text = lines.map((line) => `${line}\n`).join('')
  return end || chance(4) > 0 ? text : text.slice(0, -1)
}

export function randomCase(seed: number): Case {
  const chance = chanceOf(seed)
  const words = [2, 5, 20, 200, 2_000][seed % 5] ?? 5
  const length = chance([10, 30, 120, 400][seed % 4] ?? 30)
  const changes = 1 + chance(seed % 3 === 0 ? 2 : 1 + Math.ceil(length / 10))
  const base = randomLines(chance, length, words)
  const end = chance(4) > 0
  return {
    base: textOf(chance, base, end),
    ours: textOf(chance, changedLines(chance, base, changes, words), end),
    theirs: textOf(chance, changedLines(chance, base, changes, words), end),
  }
}
