import { linesAround, nearbyLines } from './nearby.ts'

type Edit = { search: string; replace: string }

type Applied =
  | { ok: true; text: string /** An edit matched only by a fallback. */; loosely: boolean }
  | { ok: false; index: number; problem: string }

/** Where a search text stands: character offsets, and what goes there. */
type Match = { start: number; end: number; replace: string }

const lookAlikes: Array<[RegExp, string]> = [
  [/[\u2018\u2019\u201a\u201b\u2032\u00b4`]/g, "'"],
  [/[\u201c\u201d\u201e\u201f\u2033]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' '],
]

/** Puts the plain character for each look-alike; every offset stays what it was. */
const plain = (text: string): string =>
  lookAlikes.reduce((result, [pattern, to]) => result.replace(pattern, to), text)

const occurrences = (text: string, search: string): number[] => {
  const found: number[] = []
  for (let at = text.indexOf(search); at !== -1; at = text.indexOf(search, at + 1)) found.push(at)
  return found
}

const bySubstring = (text: string, edit: Edit, map: (part: string) => string): Match[] =>
  occurrences(map(text), map(edit.search)).map((start) => ({
    start,
    end: start + edit.search.length,
    replace: edit.replace,
  }))

const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? ''

/** Moves a replacement from the indentation that the model thought of to the one that the file has. */
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

/** Finds whole lines that are the search's lines once both went through `map`. */
function byLines(
  text: string,
  edit: Edit,
  map: (line: string) => string,
  indentation: boolean,
): Match[] {
  const wanted = edit.search.replace(/^(?:[ \t]*\n)+/, '').replace(/(?:\n[ \t]*)+$/, '')
  const replace = edit.replace.replace(/^(?:[ \t]*\n)+/, '').replace(/(?:\n[ \t]*)+$/, '')
  if (wanted.trim() === '') return []
  const wantedLines = wanted.split('\n')
  const wantedKeys = wantedLines.map(map)
  const lines = text.split('\n')
  const keys = lines.map(map)
  const matches: Match[] = []
  let start = 0
  for (let row = 0; row + wantedKeys.length <= lines.length; row += 1) {
    if (wantedKeys.every((key, index) => key === keys[row + index])) {
      const found = lines.slice(row, row + wantedKeys.length)
      const first = found.findIndex((line) => line.trim() !== '')
      const thought = indentOf(wantedLines[first] ?? '')
      const real = indentOf(found[first] ?? '')
      matches.push({
        start,
        end: start + found.join('\n').length,
        replace: indentation ? reindent(replace, thought, real) : replace,
      })
    }
    start += (lines[row] ?? '').length + 1
  }
  return matches
}

/** From strict to loose; the first that matches at all decides. */
const strategies: Array<(text: string, edit: Edit) => Match[]> = [
  (text, edit) => bySubstring(text, edit, (part) => part),
  (text, edit) => byLines(text, edit, (line) => line.trimEnd(), false),
  (text, edit) => byLines(text, edit, (line) => line.trim(), true),
  (text, edit) => bySubstring(text, edit, plain),
  (text, edit) => byLines(text, edit, (line) => plain(line).trim(), true),
]

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

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
    if (matches.length > 1) {
      const rows = matches.map(({ start }) => lineOf(text, start))
      const places = rows
        .slice(0, 3)
        .map((row) => linesAround(text, row, 1))
        .join('\n---\n')
      return `The search text stands there ${matches.length} times (lines ${rows.join(', ')}). Add lines around it until it is unique:\n${places}`
    }
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
 * Applies edits in order to a text, all or none. A search text that is nowhere or more than once is a problem which says
 * what stands there. The file's line ends (LF or CRLF) stay.
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
