import { lineOf } from '../../shared/text.ts'
import { headOf } from '../../shared/truncate.ts'

const quoted = /["“«]([^"”»\n]{2,60})["”»]/
const called =
  /\b(?:called|named|titled)\s+([A-Z0-9][\p{L}\p{N}'’&-]*(?:\s+[A-Z0-9][\p{L}\p{N}'’&-]*){0,4})/u
const filler =
  /^(?:please\s+)?(?:(?:build|make|create|design|write|give)\s+(?:me\s+)?)?(?:an?\s+|the\s+)?/i

const mostLine = 200

/** A quoted or named title, else the first sentence. At most 60 characters. */
export function nameFromPrompt(prompt: string): string {
  const given = quoted.exec(prompt)?.[1] ?? called.exec(prompt)?.[1]
  const title = lineOf(given ?? '', 60)
  if (title !== '') return title
  const line = (prompt.trim().split(/[\n.!?]/, 1)[0] ?? '').replace(filler, '')
  const [first = '', ...rest] = lineOf(line, mostLine)
  if (first === '') return 'Untitled'
  const whole = first.toUpperCase() + rest.join('')
  return whole.length <= 48 ? whole : `${headOf(whole, 48).replace(/\s+\S*$/, '')}…`
}
