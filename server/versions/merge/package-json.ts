import { isDeepStrictEqual } from 'node:util'
import { mergeTexts } from './merge-texts.ts'
import type { TextMerge } from './text-job.ts'

type Json = { [key: string]: unknown }

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

/** With `absent` for a key that isn't there. */
const absent = Symbol('absent')

function valueOf(json: Json, key: string): unknown {
  return Object.hasOwn(json, key) ? json[key] : absent
}

type Side = 'base' | 'ours' | 'theirs'
type Trio = Record<Side, Json>

function isSorted(keys: string[]) {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') <= key)
}

/** Ours' order; a key of theirs stands behind the one that it stands behind there. Sorted keys stay so. */
function keysOf({ base, ours, theirs }: Trio): string[] {
  const keys = Object.keys(ours)
  const known = new Set(keys)
  let before: string | undefined
  for (const key of Object.keys(theirs)) {
    if (!known.has(key)) keys.splice(before === undefined ? 0 : keys.indexOf(before) + 1, 0, key)
    known.add(key)
    before = key
  }
  // the base's text of a conflict shows them
  for (const key of Object.keys(base)) if (!known.has(key)) keys.push(key)
  const sorted = isSorted(Object.keys(ours)) && isSorted(Object.keys(theirs))
  return sorted ? keys.toSorted((a, b) => (a < b ? -1 : 1)) : keys
}

/** Key by key. Where both sides changed one in different ways, the value of `prefer`. */
function mergeKeys(trio: Trio, prefer: Side): Json {
  const merged: Array<[string, unknown]> = []
  for (const key of keysOf(trio)) {
    const [base, ours, theirs] = [
      valueOf(trio.base, key),
      valueOf(trio.ours, key),
      valueOf(trio.theirs, key),
    ]
    let value: unknown
    if (isDeepStrictEqual(base, theirs) || isDeepStrictEqual(ours, theirs)) value = ours
    else if (isDeepStrictEqual(base, ours)) value = theirs
    else if (isObject(ours) && isObject(theirs))
      value = mergeKeys({ base: isObject(base) ? base : {}, ours, theirs }, prefer)
    else value = { base, ours, theirs }[prefer]
    if (value !== absent) merged.push([key, value])
  }
  return Object.fromEntries(merged)
}

function indentOf(text: string) {
  return /^[ \t]+(?=")/m.exec(text)?.[0] ?? '  '
}

/** With its indent and line ends. */
function writeLike(text: string, json: Json): string {
  const written = JSON.stringify(json, null, indentOf(text)) + (text.endsWith('\n') ? '\n' : '')
  return text.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written
}

/**
 * Merges `package.json` by key, in ours' layout: two people may each add a package. Conflicts are the keys that both
 * changed in different ways, shown in the file with all else merged. A file that isn't a JSON object is merged by
 * lines.
 */
export function mergePackageJson(
  base: string,
  ours: string,
  theirs: string,
  { timeoutMs }: { timeoutMs: number },
): TextMerge {
  const [b, o, t] = [base === '' ? {} : parse(base), parse(ours), parse(theirs)]
  const byLine = mergeTexts(base, ours, theirs, { timeoutMs })
  if (!b || !o || !t) return byLine
  const merge = (prefer: Side) => mergeKeys({ base: b, ours: o, theirs: t }, prefer)
  const [withOurs, withTheirs] = [merge('ours'), merge('theirs')]
  const write = (json: Json) => writeLike(ours, json)
  if (!isDeepStrictEqual(withOurs, withTheirs))
    return mergeTexts(write(merge('base')), write(withOurs), write(withTheirs), { timeoutMs })
  // layouts stay where the lines say the same as the keys
  for (const text of [ours, theirs, byLine.clean ? byLine.text : ''])
    if (isDeepStrictEqual(parse(text), withOurs)) return { clean: true, text }
  return { clean: true, text: write(withOurs) }
}
