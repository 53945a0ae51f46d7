import type { blames } from '../../drizzle/schema.ts'
import { limits } from '../../shared/limits.ts'
import { TooSlow } from './merge/common-lines.ts'
import { type LineChange, lineChanges } from './merge/line-changes.ts'
import { LineNumbering, splitLines } from './merge/lines.ts'
import { startTimeBudget } from '../lib/time-budget.ts'

/** Runs of lines by the versions that they come from. */
export type Blame = Pick<typeof blames.$inferSelect, 'versions' | 'lines'>

/** A text that lines may have come from. */
export type Blamed = { text: string; blame: Blame }

export function isLong(text: string): boolean {
  return splitLines(text).length > limits.blamedLines
}

/** All of the text comes from one version. */
export function wholeBlame(text: string, version: string): Blame {
  const count = splitLines(text).length
  return { versions: [version], lines: count === 0 ? [] : [[0, count]] }
}

/** The version of each line. */
export function versionsByLine({ versions, lines }: Blame): string[] {
  return lines.flatMap(([index, count]) => new Array<string>(count).fill(versions[index] ?? ''))
}

export function packBlame(byLine: readonly string[]): Blame {
  const versions = [...new Set(byLine)]
  const lines: Blame['lines'] = []
  for (const version of byLine) {
    const index = versions.indexOf(version)
    const last = lines.at(-1)
    if (last?.[0] === index) last[1] += 1
    else lines.push([index, 1])
  }
  return { versions, lines }
}

/** Where both texts have the same lines. */
function* keptLines(changes: readonly LineChange[], length: number) {
  let [before, after] = [0, 0]
  for (const change of [...changes, { at: length, removed: 0, to: Infinity, added: 0 }]) {
    for (; before < change.at; before += 1, after += 1) yield { before, after }
    before += change.removed
    after += change.added
  }
}

/**
 * Lines that a source has too come from where they came from there; earlier sources win. The rest is the version's own, and
 * so is all of a text that is long or takes too long to compare.
 */
export function blameText(
  text: string,
  version: string,
  sources: readonly Blamed[],
  timeoutMs: number,
): Blame {
  const lines = splitLines(text)
  if (lines.length > limits.blamedLines) return wholeBlame(text, version)
  const byLine = new Array<string | null>(lines.length).fill(null)
  const numbering = new LineNumbering()
  const numbers = numbering.number(lines)
  const budget = startTimeBudget(timeoutMs)
  for (const source of sources) {
    if (!byLine.includes(null)) break
    const before = numbering.number(splitLines(source.text))
    const known = versionsByLine(source.blame)
    try {
      const changes = lineChanges(before, numbers, budget)
      for (const kept of keptLines(changes, before.length))
        byLine[kept.after] ??= known[kept.before] ?? null
    } catch (error) {
      if (!(error instanceof TooSlow)) throw error
    }
  }
  return packBlame(byLine.map((known) => known ?? version))
}
