import type { Edit } from '../reply.ts'

/**
 * Search and replace pairs that turn `before` into `after`. Each search occurs exactly once, both in
 * `before` and at the moment when the pairs before it have been applied; the fewest lines are named.
 */
export function minimalEdits(before: string, after: string): Edit[] {
  if (before === after) return []
  const edits = hunks(before.split('\n'), after.split('\n')).map((hunk) =>
    toEdit(before, after, hunk),
  )
  if (
    edits.every((edit) => occurrences(before, edit.search) === 1) &&
    replay(before, edits) === after
  )
    return edits
  const one = oneEdit(before, after)
  return [replay(before, [one]) === after ? one : { search: before, replace: after }]
}

/** Lines [from, to) of the old text become lines [newFrom, newTo) of the new one. */
interface Hunk {
  from: number
  to: number
  newFrom: number
  newTo: number
}

/** Longest common subsequence by lines between the common head and tail. */
function hunks(old: string[], next: string[]): Hunk[] {
  let head = 0
  while (head < old.length && head < next.length && old[head] === next[head]) head += 1
  let tail = 0
  while (
    tail < old.length - head &&
    tail < next.length - head &&
    old[old.length - 1 - tail] === next[next.length - 1 - tail]
  )
    tail += 1
  const rows = old.length - head - tail
  const columns = next.length - head - tail
  if (rows * columns > 400_000) {
    return [{ from: head, to: head + rows, newFrom: head, newTo: head + columns }]
  }
  const common = commonLengths(old.slice(head, head + rows), next.slice(head, head + columns))
  const found: Hunk[] = []
  let [row, column] = [0, 0]
  let open: Hunk | undefined
  while (row < rows || column < columns) {
    if (row < rows && column < columns && old[head + row] === next[head + column]) {
      open = undefined
      row += 1
      column += 1
      continue
    }
    if (open === undefined) {
      open = { from: head + row, to: head + row, newFrom: head + column, newTo: head + column }
      found.push(open)
    }
    const down = common[row + 1]?.[column] ?? -1
    const right = common[row]?.[column + 1] ?? -1
    if (column >= columns || (row < rows && down >= right)) {
      row += 1
      open.to += 1
    } else {
      column += 1
      open.newTo += 1
    }
  }
  return found
}

function commonLengths(old: string[], next: string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () =>
    new Array<number>(next.length + 1).fill(0),
  )
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = next.length - 1; column >= 0; column -= 1) {
      const here = table[row]
      const below = table[row + 1]
      if (here === undefined || below === undefined) continue
      here[column] =
        old[row] === next[column]
          ? 1 + (below[column + 1] ?? 0)
          : Math.max(below[column] ?? 0, here[column + 1] ?? 0)
    }
  }
  return table
}

/**
 * Names the hunk's lines and as many around it as make the search unique. Lines are taken out
 * together with a neighbour, or an empty line would stay.
 */
function toEdit(before: string, after: string, hunk: Hunk): Edit {
  const old = before.split('\n')
  const next = after.split('\n')
  let { from, to, newFrom, newTo } = hunk
  const enough = (): boolean => {
    const search = old.slice(from, to).join('\n')
    return search.trim() !== '' && newTo > newFrom && occurrences(before, search) === 1
  }
  while (!enough() && (from > 0 || to < old.length)) {
    if (from > 0) {
      from -= 1
      newFrom -= 1
    }
    if (to < old.length && !enough()) {
      to += 1
      newTo += 1
    }
  }
  return {
    search: old.slice(from, to).join('\n'),
    replace: next.slice(newFrom, newTo).join('\n'),
  }
}

/** One pair from the first to the last changed line. */
function oneEdit(before: string, after: string): Edit {
  const all = hunks(before.split('\n'), after.split('\n'))
  const first = all[0]
  const last = all.at(-1)
  if (first === undefined || last === undefined) return { search: before, replace: after }
  return toEdit(before, after, {
    from: first.from,
    to: last.to,
    newFrom: first.newFrom,
    newTo: last.newTo,
  })
}

function replay(before: string, edits: Edit[]): string | undefined {
  let text = before
  for (const { search, replace } of edits) {
    if (occurrences(text, search) !== 1) return undefined
    text = text.replace(search, () => replace)
  }
  return text
}

function occurrences(text: string, part: string): number {
  return part === '' ? 0 : text.split(part).length - 1
}
