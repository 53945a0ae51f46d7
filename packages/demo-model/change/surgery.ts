/** A part of a text, from the first character to behind the last. */
export interface Span {
  start: number
  end: number
}

/** A list in source code with the places of its elements. */
export interface FoundArray extends Span {
  name: string
  elements: Span[]
}

/** Finds the array that a constant holds; people may have reformatted it. */
export function findArray(source: string, name: string): FoundArray | undefined {
  return listArrays(source).find((array) => array.name === name)
}

/** All constants of a file that hold an array literal. */
export function listArrays(source: string): FoundArray[] {
  const found: FoundArray[] = []
  for (const match of source.matchAll(/\bconst\s+([A-Za-z_$][\w$]*)\s*(?::[^=]*)?=\s*\[/g)) {
    const open = match.index + match[0].length - 1
    const close = closing(source, open)
    if (close !== undefined && match[1] !== undefined) {
      found.push({
        name: match[1],
        start: open,
        end: close + 1,
        elements: parts(source, open, close),
      })
    }
  }
  return found
}

/** The end of the string that begins at `at`. */
function skipString(source: string, at: number): number {
  const quote = source[at]
  let index = at + 1
  while (index < source.length && source[index] !== quote) index += source[index] === '\\' ? 2 : 1
  return index + 1
}

/** The place behind a string or comment that begins at `at`; `at` itself where none does. */
function skipQuiet(source: string, at: number): number {
  const here = source[at]
  if (here === "'" || here === '"' || here === '`') return skipString(source, at)
  if (source.startsWith('//', at)) {
    const end = source.indexOf('\n', at)
    return end < 0 ? source.length : end
  }
  if (source.startsWith('/*', at)) {
    const end = source.indexOf('*/', at)
    return end < 0 ? source.length : end + 2
  }
  return at
}

/** Where the bracket that opens at `open` closes. */
export function closing(source: string, open: number): number | undefined {
  let depth = 0
  let index = open
  while (index < source.length) {
    const next = skipQuiet(source, index)
    if (next > index) {
      index = next
      continue
    }
    const here = source[index] ?? ''
    if ('[{('.includes(here)) depth += 1
    if (']})'.includes(here)) {
      depth -= 1
      if (depth === 0) return index
    }
    index += 1
  }
  return undefined
}

/** The elements between two brackets, without the space around them. */
function parts(source: string, open: number, close: number): Span[] {
  const spans: Span[] = []
  let start = open + 1
  let index = start
  const push = (end: number): void => {
    const first = skipBlank(source, start, end)
    const text = source.slice(first, end).trimEnd()
    if (text !== '') spans.push({ start: first, end: first + text.length })
  }
  while (index < close) {
    const next = skipQuiet(source, index)
    if (next > index) {
      index = next
      continue
    }
    const here = source[index] ?? ''
    if ('[{('.includes(here)) index = (closing(source, index) ?? close) + 1
    else if (here === ',') {
      push(index)
      index += 1
      start = index
    } else index += 1
  }
  push(close)
  return spans
}

/** The first place from `at` that is neither space nor comment. */
function skipBlank(source: string, at: number, end: number): number {
  let index = at
  while (index < end) {
    const isComment = source.startsWith('//', index) || source.startsWith('/*', index)
    if (isComment) index = skipQuiet(source, index)
    else if (/\s/.test(source[index] ?? '')) index += 1
    else break
  }
  return Math.min(index, end)
}

/** The text of a span. */
export function cut(source: string, span: Span): string {
  return source.slice(span.start, span.end)
}

function splice(source: string, span: Span, text: string): string {
  return source.slice(0, span.start) + text + source.slice(span.end)
}

/** Puts an element into an array, at the end unless `at` says where. */
export function insertElement(
  source: string,
  array: FoundArray,
  element: string,
  at = array.elements.length,
): string {
  const before = array.elements[at - 1]
  const after = array.elements[at]
  const reference = before ?? after
  if (reference === undefined) return splice(source, array, `[\n  ${element},\n]`)
  const lineStart = source.lastIndexOf('\n', reference.start) + 1
  const ownLine =
    source.slice(lineStart, reference.start).trim() === '' &&
    source.slice(array.start, reference.start).includes('\n')
  const indent = ownLine ? source.slice(lineStart, reference.start) : ''
  const separator = ownLine ? `,\n${indent}` : ', '
  if (before !== undefined)
    return splice(source, { start: before.end, end: before.end }, separator + element)
  return splice(source, { start: reference.start, end: reference.start }, element + separator)
}

/** Takes an element out of an array, with its comma and its line where it has one of its own. */
export function removeElement(source: string, array: FoundArray, at: number): string {
  const element = array.elements[at]
  if (element === undefined) return source
  const comma = /^\s*,/.exec(source.slice(element.end))
  const end = comma === null ? element.end : element.end + comma[0].length
  const lineStart = source.lastIndexOf('\n', element.start) + 1
  const lineEnd = source.indexOf('\n', end)
  const alone =
    source.slice(lineStart, element.start).trim() === '' &&
    source.slice(end, lineEnd < 0 ? source.length : lineEnd).trim() === ''
  if (alone && lineEnd >= 0 && lineStart > array.start)
    return splice(source, { start: lineStart, end: lineEnd + 1 }, '')
  const previous = array.elements[at - 1]
  if (comma === null && previous !== undefined)
    return splice(source, { start: previous.end, end: element.end }, '')
  const space = /^[ \t]*/.exec(source.slice(end))?.[0].length ?? 0
  return splice(source, { start: element.start, end: end + space }, '')
}

/** The properties of an object literal by name; places count within `object`. */
export function properties(object: string): Map<string, Span> {
  const found = new Map<string, Span>()
  const open = object.indexOf('{')
  const close = open < 0 ? undefined : closing(object, open)
  if (open < 0 || close === undefined) return found
  for (const span of parts(object, open, close)) {
    const match =
      /^(?:\/\/[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*(?:([A-Za-z_$][\w$]*)|'([^']*)'|"([^"]*)")\s*:\s*/.exec(
        cut(object, span),
      )
    const key = match?.[1] ?? match?.[2] ?? match?.[3]
    if (match !== null && key !== undefined)
      found.set(key, { start: span.start + match[0].length, end: span.end })
  }
  return found
}

/** Sets a property of an object literal, adding it at the end where it is missing. */
export function setProperty(object: string, key: string, value: string): string {
  const all = properties(object)
  const known = all.get(key)
  if (known !== undefined) return splice(object, known, value)
  const last = [...all.values()].at(-1)
  if (last === undefined) return object.replace(/\{\s*\}/, () => `{ ${key}: ${value} }`)
  const lineStart = object.lastIndexOf('\n', last.start)
  const indent = /^\s*/.exec(object.slice(lineStart + 1))?.[0] ?? ''
  const separator = lineStart >= 0 && indent !== '' ? `,\n${indent}` : ', '
  return splice(object, { start: last.end, end: last.end }, `${separator}${key}: ${value}`)
}

/** Takes a property out of an object literal. */
export function dropProperty(object: string, key: string): string {
  const value = properties(object).get(key)
  if (value === undefined) return object
  const name = object
    .slice(0, value.start)
    .search(new RegExp(`(?:${key}|'${key}'|"${key}")\\s*:\\s*$`))
  if (name < 0) return object
  const comma = /^\s*,[ \t]*/.exec(object.slice(value.end))
  if (comma !== null) {
    const end = value.end + comma[0].length
    const lineStart = object.lastIndexOf('\n', name) + 1
    const alone = object.slice(lineStart, name).trim() === '' && object[end] === '\n'
    return splice(object, alone ? { start: lineStart, end: end + 1 } : { start: name, end }, '')
  }
  const previous = object.lastIndexOf(',', name)
  return splice(object, { start: previous < 0 ? name : previous, end: value.end }, '')
}

/** The text that a string literal stands for; undefined for anything else. */
export function stringOf(literal: string): string | undefined {
  const match = /^(['"])((?:\\.|(?!\1)[^\\])*)\1$/s.exec(literal.trim())
  return match?.[2]?.replace(/\\n/g, '\n').replace(/\\(.)/g, '$1')
}

/** The string value of a property, undefined where it is none. */
export function stringProperty(object: string, key: string): string | undefined {
  const span = properties(object).get(key)
  return span === undefined ? undefined : stringOf(cut(object, span))
}

/** Finds the object that a constant holds. */
export function findObject(source: string, name: string): Span | undefined {
  const match = new RegExp(`\\bconst\\s+${name}\\s*(?::[^=]*)?=\\s*\\{`).exec(source)
  if (match === null) return undefined
  const open = match.index + match[0].length - 1
  const close = closing(source, open)
  return close === undefined ? undefined : { start: open, end: close + 1 }
}

/** Changes one span of a text by a function. */
export function change(source: string, span: Span, by: (part: string) => string): string {
  return splice(source, span, by(cut(source, span)))
}
