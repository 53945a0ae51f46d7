import { z } from 'zod'
import { headOf } from './truncate.ts'

/** `what` begins sentences, such as “A name”; `empty` is said of a text in which nothing can be seen. */
interface Bounds {
  what: string
  max: number
  empty: string
}

/** The braille blank counts as a symbol, the Hangul fillers as letters. */
const visible = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u

const lineBreak = /[\n\v\f\r\u0085\u2028\u2029]/

/** Characters that are invisible, or that change the direction of the text around them. */
const hidden = /(?!\t)\p{Cc}|\p{Cs}|\p{Bidi_Control}|\p{Noncharacter_Code_Point}/u

/** Unicode Technical Standard 39, 5.4, allows four; Tibetan and Hebrew have a few more. */
const tooManyMarks = /[\p{Mn}\p{Me}]{7,}/u

/** They stay where they shape what precedes them: emoji, Han variants, scripts with joining letters. */
const invisible = new RegExp(
  [
    String.raw`(?<![\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}])[\u200c\u200d]`,
    String.raw`[\u200c\u200d](?![\p{L}\p{Extended_Pictographic}])`,
    String.raw`(?<![^\s\p{Default_Ignorable_Code_Point}])[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`,
    String.raw`(?<![\u{1f3f4}\u{e0020}-\u{e007e}])[\u{e0020}-\u{e007f}]`,
    String.raw`(?![\u200c\u200d\ufe00-\ufe0f\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}])\p{Default_Ignorable_Code_Point}`,
  ].join('|'),
  'gu',
)

type Form = 'NFC' | 'NFKC'

function oneLine(text: string, form: Form): string {
  return text.normalize(form).replace(invisible, '').replace(/\s+/g, ' ').trim()
}

/** What one replacement leaves may call for another one, as in RFC 8266, 2.3. */
function settledLine(text: string, form: Form): string {
  let line = text
  for (let left = 4; left > 0; left--) {
    const next = oneLine(line, form)
    if (next === line) return line
    line = next
  }
  return line
}

function codeOf(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

function lineProblem(what: string, line: string): string | null {
  if (lineBreak.test(line)) return `${what} is one line. Remove the line break.`
  const [char] = hidden.exec(line) ?? []
  if (char !== undefined)
    return `${what} can’t have the hidden character ${codeOf(char)}. Type it again instead of pasting it.`
  return tooManyMarks.test(line.normalize('NFC'))
    ? `${what} has too many accents on one letter. Remove some.`
    : null
}

function lengthWords({ what, max }: Bounds): string {
  return `${what} has at most ${max.toLocaleString('en')} characters.`
}

function lineIn(form: Form, bounds: Bounds) {
  return z
    .string()
    .trim()
    .superRefine((line, context) => {
      const message = lineProblem(bounds.what, line)
      if (message !== null) context.addIssue({ code: 'custom', message })
    })
    .overwrite((line) => settledLine(line, form))
    .min(1, bounds.empty)
    .refine((line) => visible.test(line), bounds.empty)
    .max(bounds.max, lengthWords(bounds))
}

/** Lines that people give to things, such as a session's name: NFC, without what can't be seen. */
export function line(bounds: Bounds) {
  return lineIn('NFC', bounds)
}

/** People's names, after the profile Nickname of PRECIS (RFC 8266): also without compatibility forms. */
export function personName(bounds: Bounds) {
  return lineIn('NFKC', bounds)
}

function lineOutOf(text: string, max: number, form: Form): string {
  const kept = text
    .replace(new RegExp(lineBreak, 'g'), ' ')
    .replace(new RegExp(hidden, 'gu'), '')
    .normalize(form)
    .replace(new RegExp(tooManyMarks, 'gu'), '')
  const line = settledLine(headOf(settledLine(kept, form), max), form)
  return visible.test(line) ? line : ''
}

/** A line out of any text: what `line` would refuse is left out. Empty if nothing can be seen. */
export function lineOf(text: string, max: number): string {
  return lineOutOf(text, max, 'NFC')
}

/** The same for `personName`. */
export function personNameOf(text: string, max: number): string {
  return lineOutOf(text, max, 'NFKC')
}

/** Line ends become LF, half surrogate pairs U+FFFD; other control characters but the tab are left out. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\t\n])\p{Cc}/gu, '')
}

/** Texts of any lines, such as messages and comments. They stay as written but for `cleanText`. */
export function text(bounds: Bounds) {
  return z
    .string()
    .overwrite((given) => cleanText(given).trim())
    .min(1, bounds.empty)
    .refine((given) => visible.test(given), bounds.empty)
    .max(bounds.max, lengthWords(bounds))
}
