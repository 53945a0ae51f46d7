import { expect, test } from 'vitest'
import { manualClock } from './manual-clock.ts'
import { RetryTimer } from './retry-timer.ts'

test('rule 5: delays grow with failures in a row, and success makes them short again', () => {
  const { clock, advance, delays } = manualClock()
  const timer = new RetryTimer(clock)
  let runs = 0
  const fail = () => {
    timer.schedule(() => (runs += 1))
    const [delay = 0] = delays()
    advance(delay)
    return delay
  }
  const grown = [fail(), fail(), fail(), fail()]
  expect(runs).toBe(4)
  expect(grown).toEqual([...grown].sort((a, b) => a - b))
  expect(new Set(grown).size).toBe(4)
  timer.reset()
  expect(fail()).toBe(grown[0])
})

test('rule 5: tabs that fail at the same time do not retry at the same time', () => {
  const delayOf = (chance: number) => {
    const { clock, delays } = manualClock(chance)
    new RetryTimer(clock).schedule(() => {})
    return delays()[0]
  }
  expect(delayOf(0.1)).not.toBe(delayOf(0.9))
})

test('a cancelled retry does not run', () => {
  const { clock, advance } = manualClock()
  const timer = new RetryTimer(clock)
  let runs = 0
  timer.schedule(() => (runs += 1))
  timer.cancel()
  advance(60_000)
  expect(runs).toBe(0)
})
