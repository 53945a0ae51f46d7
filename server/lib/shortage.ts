import { truncate } from '../../shared/truncate.ts'
import { words } from './words.ts'

type Shortage = keyof typeof words.shortage

/** Of errno and Postgres. The text counts too: a sandbox's service passes only that on. */
const signs: ReadonlyArray<readonly [Shortage, RegExp, RegExp]> = [
  ['databaseDisk', /^53100$/, /(?!)/],
  ['connections', /^53300$/, /(?!)/],
  ['disk', /^(ENOSPC|EDQUOT)$/, /\bENOSPC\b|\bEDQUOT\b|No space left on device/],
  ['files', /^(EMFILE|ENFILE)$/, /\bEMFILE\b|\bENFILE\b|too many open files/i],
  ['memory', /^(ENOMEM|53200)$/, /\bENOMEM\b|Cannot allocate memory/],
]
const longestText = 2_000
const deepestCause = 8

function shortageOf(error: unknown, depth = 0): Shortage | null {
  if (!(error instanceof Error) || depth > deepestCause) return null
  const code = 'code' in error ? String(error.code) : ''
  const text = truncate(error.message, longestText)
  const found = signs.find(([, codes, texts]) => codes.test(code) || texts.test(text))
  return found?.[0] ?? shortageOf(error.cause, depth + 1)
}

/** What the server ran out of, in words for people; null if the error is of another kind. */
export function shortageText(error: unknown): string | null {
  const shortage = shortageOf(error)
  return shortage && words.shortage[shortage]
}
