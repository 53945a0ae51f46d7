import { kebab, singular } from '../parse/words.ts'

/** Whether two names mean the same: case, number, articles and signs don't matter. */
export function same(a: string, b: string): boolean {
  return a.trim() !== '' && normal(a) === normal(b)
}

function normal(text: string): string {
  const bare = text
    .trim()
    .replace(/^(?:the|an?|my|our)\s+/i, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
  return kebab(singular(bare))
}
