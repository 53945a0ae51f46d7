import { linesAround, nearbyLines } from './nearby.ts'

type Edit = { search: string; replace: string }

type Applied =
  | { ok: true; text: string /** A fallback matched. */; loosely: boolean }
  | { ok: false; index: number; problem: string }

/** Character offsets, and the replacement. */
type Match = { start: number; end: number; replace: string }

/** The search stops one match beyond this. */
const maxPlaces = 20

const lookAlikes: Array<[RegExp, string]> = [
  [/[\u2018\u2019\u201a\u201b\u2032\u00b4`]/g, "'"],
  [/[\u201c\u201d\u201e\u201f\u2033]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' '],
]

/** One for one, so offsets stay the same. */
function plain(text: string): string {
  return lookAlikes.reduce((result, [pattern, to]) => result.replace(pattern, to), text)
}

/** Knuth–Morris–Pratt: linear even for repetitive texts. */
function placesOf(text: ArrayLike<string>, wanted: ArrayLike<string>): number[] {
  /** Per prefix of `wanted`: length of its longest border. */
  const shared = [0]
  const step = (item: string | undefined, before: number): number => {
    let length = before
    while (length > 0 && item !== wanted[length]) length = shared[length - 1] ?? 0
    return item === wanted[length] ? length + 1 : 0
  }
  for (let at = 1; at < wanted.length; at += 1) shared.push(step(wanted[at], shared[at - 1] ?? 0))
  const found: number[] = []
  let length = 0
  for (let at = 0; at < text.length && found.length <= maxPlaces; at += 1) {
    length = step(text[at], length)
    if (length < wanted.length) continue
    found.push(at + 1 - length)
    length = shared[length - 1] ?? 0
  }
  return found
}

function bySubstring(text: string, edit: Edit, map: (part: string) => string): Match[] {
  return placesOf(map(text), map(edit.search)).map((start) => ({
    start,
    end: start + edit.search.length,
    replace: edit.replace,
  }))
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}

/** Replaces the indentation in the model's edit with the file's. */
function reindent(replace: string, thought: string, real: string): string {
  if (thought === real) return replace
  return replace
    .split('\n')
    .map((line) => {
      if (line.trim() === '') return line
      return line.startsWith(thought) ? real + line.slice(thought.length) : real + line.trimStart()
    })
    .join('\n')
}

function withoutBlankEdges(text: string): string[] {
  const lines = text.split('\n')
  const isBlank = (line = ''): boolean => /^[ \t]*$/.test(line)
  let start = 0
  let end = lines.length
  while (end - start > 1 && isBlank(lines[start])) start += 1
  while (end - start > 1 && isBlank(lines[end - 1])) end -= 1
  return lines.slice(start, end)
}

/** Matches whole lines after applying `map` to both sides. */
function byLines(
  text: string,
  edit: Edit,
  map: (line: string) => string,
  indentation: boolean,
): Match[] {
  const wanted = withoutBlankEdges(edit.search)
  if (wanted.every((line) => line.trim() === '')) return []
  const replace = withoutBlankEdges(edit.replace).join('\n')
  const lines = text.split('\n')
  let start = 0
  let from = 0
  return placesOf(lines.map(map), wanted.map(map)).map((row) => {
    for (const line of lines.slice(from, row)) start += line.length + 1
    from = row
    const found = lines.slice(row, row + wanted.length)
    const first = found.findIndex((line) => line.trim() !== '')
    const thought = indentOf(wanted[first] ?? '')
    const real = indentOf(found[first] ?? '')
    return {
      start,
      end: start + found.join('\n').length,
      replace: indentation ? reindent(replace, thought, real) : replace,
    }
  })
}

/** From strict to loose; the first with any match decides. */
const strategies: Array<(text: string, edit: Edit) => Match[]> = [
  (text, edit) => bySubstring(text, edit, (part) => part),
  (text, edit) => byLines(text, edit, (line) => line.trimEnd(), false),
  (text, edit) => byLines(text, edit, (line) => line.trim(), true),
  (text, edit) => bySubstring(text, edit, plain),
  (text, edit) => byLines(text, edit, (line) => plain(line).trim(), true),
]

function sayTwice(text: string, matches: Match[]): string {
  let row = 1
  let from = 0
  const rows = matches.slice(0, maxPlaces).map(({ start }) => {
    row += text.slice(from, start).split('\n').length - 1
    from = start
    return row
  })
  const places = rows
    .slice(0, 3)
    .map((place) => linesAround(text, place, 1))
    .join('\n---\n')
  const [count, more] =
    matches.length > maxPlaces ? [`more than ${maxPlaces}`, ', …'] : [matches.length, '']
  return `The search text stands there ${count} times (lines ${rows.join(', ')}${more}). Add lines around it until it is unique:\n${places}`
}

function applyOne(text: string, edit: Edit): { text: string; loosely: boolean } | string {
  if (edit.search === '') {
    return text.trim() === ''
      ? { text: edit.replace, loosely: false }
      : 'The search text is empty. Give some lines of the file, or use write_file.'
  }
  for (const [level, find] of strategies.entries()) {
    const matches = find(text, edit)
    const [match] = matches
    if (match === undefined) continue
    if (matches.length > 1) return sayTwice(text, matches)
    return {
      text: text.slice(0, match.start) + match.replace + text.slice(match.end),
      loosely: level > 0,
    }
  }
  const near = nearbyLines(text, edit.search)
  return near
    ? `The search text is nowhere in the file. What comes nearest:\n${near}`
    : 'The search text is nowhere in the file, nor anything like it. Read the file again.'
}

/**
 * All edits in order, or none. A search text found nowhere or repeatedly is a problem that quotes
 * the file. Keeps LF or CRLF.
 */
export function applyEdits(original: string, edits: Edit[]): Applied {
  const crlf = original.includes('\r\n')
  const unix = (text: string) => text.replaceAll('\r\n', '\n')
  let text = crlf ? unix(original) : original
  let loosely = false
  for (const [index, edit] of edits.entries()) {
    const result = applyOne(text, { search: unix(edit.search), replace: unix(edit.replace) })
    if (typeof result === 'string') return { ok: false, index, problem: result }
    text = result.text
    loosely ||= result.loosely
  }
  return { ok: true, text: crlf ? text.replaceAll('\n', '\r\n') : text, loosely }
}
