import type { MergePart } from '../../../shared/protocol/merge-view.ts'
import { TooSlow } from './common-lines.ts'
import { type LineChange, lineChanges } from './line-changes.ts'
import { LineNumbering, splitLines } from './lines.ts'
import type { TextMerge } from './text-job.ts'
import { startTimeBudget, type TimeBudget } from '../../lib/time-budget.ts'

/** From `start` to before `end`. */
type Range = { start: number; end: number }

/**
 * A place of ours and theirs where at least one side changed the base. `same`: both say the same after all.
 */
type Piece = { take: 'ours' | 'theirs' | 'same' | 'conflict'; ours: Range; theirs: Range }

type Sides = { ours: readonly number[]; theirs: readonly number[] }

function endOf(change: LineChange) {
  return change.at + change.removed
}
/** How far the lines after it are moved. */
function shiftAfter(change: LineChange) {
  return change.to + change.added - endOf(change)
}

/** Pieces that touch are one, and a conflict if they are not of one side. */
function append(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1)
  if (last && (piece.ours.start <= last.ours.end || piece.theirs.start <= last.theirs.end)) {
    if (last.take !== piece.take) last.take = 'conflict'
    last.ours.end = piece.ours.end
    last.theirs.end = piece.theirs.end
  } else pieces.push(piece)
}

function sameChange(ours: LineChange, theirs: LineChange, sides: Sides): boolean {
  if (ours.at !== theirs.at || ours.removed !== theirs.removed || ours.added !== theirs.added)
    return false
  for (let n = 0; n < ours.added; n += 1)
    if (sides.ours[ours.to + n] !== sides.theirs[theirs.to + n]) return false
  return true
}

/** Both changes with the base lines around them that only one of them touches. */
function meeting(ours: LineChange, theirs: LineChange): Piece {
  const start = Math.min(ours.at, theirs.at)
  const end = Math.max(endOf(ours), endOf(theirs))
  const wide = (change: LineChange): Range => ({
    start: change.to - (change.at - start),
    end: change.to + change.added + (end - endOf(change)),
  })
  return { take: 'conflict', ours: wide(ours), theirs: wide(theirs) }
}

function changeOf(side: 'ours' | 'theirs', change: LineChange, shift: number): Piece {
  const own = { start: change.to, end: change.to + change.added }
  const other = { start: change.at + shift, end: endOf(change) + shift }
  return side === 'ours'
    ? { take: side, ours: own, theirs: other }
    : { take: side, ours: other, theirs: own }
}

/** How far the lines before the change at `index` are moved. */
function shiftAt(changes: LineChange[], index: number): number {
  const before = changes[index - 1]
  return before ? shiftAfter(before) : 0
}

function align(ours: LineChange[], theirs: LineChange[], sides: Sides): Piece[] {
  const pieces: Piece[] = []
  let [i, j] = [0, 0]
  for (;;) {
    const [our, their] = [ours[i], theirs[j]]
    if (our && (!their || endOf(our) < their.at)) {
      append(pieces, changeOf('ours', our, shiftAt(theirs, j)))
      i += 1
    } else if (their && (!our || endOf(their) < our.at)) {
      append(pieces, changeOf('theirs', their, shiftAt(ours, i)))
      j += 1
    } else if (our && their) {
      if (!sameChange(our, their, sides)) append(pieces, meeting(our, their))
      if (endOf(our) >= endOf(their)) j += 1
      if (endOf(their) >= endOf(our)) i += 1
    } else return pieces
  }
}

/** Splits a conflict where ours and theirs agree inside of it. */
function refine(piece: Piece, sides: Sides, budget: TimeBudget): Piece[] {
  const { ours, theirs, take } = piece
  if (take !== 'conflict' || ours.start === ours.end || theirs.start === theirs.end) return [piece]
  const changes = lineChanges(
    sides.ours.slice(ours.start, ours.end),
    sides.theirs.slice(theirs.start, theirs.end),
    budget,
  )
  if (changes.length === 0) return [{ ...piece, take: 'same' }]
  return changes.map((change) => ({
    take: 'conflict',
    ours: { start: ours.start + change.at, end: ours.start + endOf(change) },
    theirs: { start: theirs.start + change.to, end: theirs.start + change.to + change.added },
  }))
}

function hasWord(line: string) {
  return /[a-z0-9]/i.test(line)
}

/** Conflicts with little between them are easier to solve as one. */
function joinClose(pieces: Piece[], ours: readonly string[]): Piece[] {
  const joined: Piece[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    const close =
      last?.take === 'conflict' &&
      piece.take === 'conflict' &&
      (piece.ours.start - last.ours.end <= 3 ||
        !ours.slice(last.ours.end, piece.ours.start).some(hasWord))
    if (last && close) {
      last.ours.end = piece.ours.end
      last.theirs.end = piece.theirs.end
    } else joined.push(piece)
  }
  return joined
}

/** The lines of the base that stand behind a side's lines. */
function baseOf(lines: Range, changes: LineChange[]): Range {
  const first = changes.findLast(({ to }) => to <= lines.start)
  const last = changes.findLast(
    ({ to, added }) => to < lines.end || (to === lines.end && added === 0),
  )
  const inFirst = first && lines.start < first.to + Math.max(first.added, 1)
  const inLast = last && lines.end <= last.to + last.added
  return {
    start: inFirst ? first.at : lines.start - (first ? shiftAfter(first) : 0),
    end: inLast ? endOf(last) : lines.end - (last ? shiftAfter(last) : 0),
  }
}

type Texts = { base: string[]; ours: string[]; theirs: string[] }

function partsOf(
  pieces: Piece[],
  texts: Texts,
  changes: { ours: LineChange[]; theirs: LineChange[] },
): MergePart[] {
  const parts: MergePart[] = []
  const text = (lines: string[], { start, end }: Range) => lines.slice(start, end).join('')
  let same = ''
  let done = 0
  const flush = () => {
    if (same !== '') parts.push({ is: 'same', text: same })
    same = ''
  }
  for (const { take, ours, theirs } of pieces) {
    same += text(texts.ours, { start: done, end: ours.start })
    done = ours.end
    if (take === 'theirs') same += text(texts.theirs, theirs)
    else if (take !== 'conflict') same += text(texts.ours, ours)
    else {
      flush()
      const [a, b] = [baseOf(ours, changes.ours), baseOf(theirs, changes.theirs)]
      const base = { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) }
      parts.push({
        is: 'conflict',
        base: text(texts.base, base),
        ours: text(texts.ours, ours),
        theirs: text(texts.theirs, theirs),
      })
    }
  }
  same += text(texts.ours, { start: done, end: texts.ours.length })
  flush()
  return parts
}

function merge(base: string, ours: string, theirs: string, budget: TimeBudget): TextMerge {
  const numbering = new LineNumbering()
  const texts = { base: splitLines(base), ours: splitLines(ours), theirs: splitLines(theirs) }
  const numbers = numbering.number(texts.base)
  const sides = { ours: numbering.number(texts.ours), theirs: numbering.number(texts.theirs) }
  const changes = {
    ours: lineChanges(numbers, sides.ours, budget),
    theirs: lineChanges(numbers, sides.theirs, budget),
  }
  const pieces = joinClose(
    align(changes.ours, changes.theirs, sides).flatMap((piece) => refine(piece, sides, budget)),
    texts.ours,
  )
  const parts = partsOf(pieces, texts, changes)
  if (parts.some((part) => part.is === 'conflict')) return { clean: false, parts, late: false }
  return { clean: true, text: parts.map((part) => (part.is === 'same' ? part.text : '')).join('') }
}

/**
 * Three-way merge by lines (diff3), with the result that `git merge-file` has: the same text where it merges, and the
 * same conflicts. Git's own place for this is `xdiff/xmerge.c`, level XDL_MERGE_ZEALOUS_ALNUM.
 */
export function mergeTexts(
  base: string,
  ours: string,
  theirs: string,
  { timeoutMs }: { timeoutMs: number },
): TextMerge {
  if (base === ours || ours === theirs) return { clean: true, text: theirs }
  if (base === theirs) return { clean: true, text: ours }
  try {
    return merge(base, ours, theirs, startTimeBudget(timeoutMs))
  } catch (error) {
    if (!(error instanceof TooSlow)) throw error
    return { clean: false, parts: [{ is: 'conflict', base, ours, theirs }], late: true }
  }
}
