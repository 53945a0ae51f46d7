import { z } from 'zod'
import { limits } from './limits.ts'

const reserved = new Set(['node_modules', '.git', '.fegg', 'dist'])

function problemOf(path: string): string | null {
  if (path.length === 0) return 'is empty'
  if (path.length > limits.filePathLength)
    return `is longer than ${limits.filePathLength} characters`
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'must be relative to the app folder'
  if (path.includes('\\')) return 'must use / between folders'
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/u.test(path))
    return 'contains control characters, line breaks or other characters that can’t be seen'
  const segments = path.split('/')
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    return 'must not leave the app folder or contain empty parts'
  const first = segments[0] ?? ''
  if (reserved.has(first)) return `lies in ${first}, which is not part of the app's source`
  return null
}

/** In the app's tree: relative, with `/`, not in a generated or reserved folder. */
export const FilePath = z.string().superRefine((path, context) => {
  const problem = problemOf(path)
  if (problem) context.addIssue({ code: 'custom', message: `The path ${problem}.` })
})
export type FilePath = z.infer<typeof FilePath>
