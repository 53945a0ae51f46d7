import { expect, test } from 'vitest'
import { dayName, duration, shortTime, stopwatch } from './time.ts'

test.each([
  [0, '0.0 s'],
  [40, '40 ms'],
  [812, '0.8 s'],
  [21_400, '21 s'],
  [120_000, '2 min'],
  [125_000, '2 min 5 s'],
  [3_840_000, '1 h 4 min'],
])('%i ms is %s', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test('a stopwatch counts minutes and seconds, never below zero', () => {
  expect(stopwatch(14_900)).toBe('0:14')
  expect(stopwatch(725_000)).toBe('12:05')
  expect(stopwatch(-300)).toBe('0:00')
})

test('today and yesterday are named, other days get a date', () => {
  const now = new Date(2026, 4, 12, 10)
  const at = (day: number) => new Date(2026, 4, day, 9, 5).toISOString()
  expect(dayName(at(12), now)).toBe('Today')
  expect(dayName(at(11), now)).toBe('Yesterday')
  expect(dayName(at(4), now)).toMatch(/Mon.* 4 May/)
  expect(shortTime(at(12), now)).toBe('09:05')
  expect(shortTime(at(11), now)).toMatch(/11 May, 09:05/)
})
