import { expect, it } from 'vitest'
import { timeAgo } from './time-ago.tsx'

const now = Date.UTC(2026, 0, 15, 12)
function ago(seconds: number) {
  return timeAgo(now - seconds * 1000, now)
}

it('formats how long ago something was', () => {
  expect(ago(20)).toBe('just now')
  expect(ago(60)).toBe('1 minute ago')
  expect(ago(59 * 60)).toBe('59 minutes ago')
  expect(ago(25 * 3600)).toBe('yesterday')
  expect(ago(3 * 86_400)).toBe('3 days ago')
  expect(ago(400 * 86_400)).toBe('last year')
})

it('a time in the future counts as just now', () => {
  expect(ago(-90)).toBe('just now')
})
