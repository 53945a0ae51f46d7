import { expect, test } from 'vitest'
import { createGatherer } from './token-gatherer.ts'
import { type Timers } from '../lib/timers.ts'

function fakeTimers() {
  const waiting: Array<{ at: number; callback: () => void; off: boolean }> = []
  let now = 0
  const timers: Timers = {
    now: () => now,
    set(callback, ms) {
      const timer = { at: now + ms, callback, off: false }
      waiting.push(timer)
      return () => {
        timer.off = true
      }
    },
  }
  const advance = (ms: number) => {
    now += ms
    for (const timer of waiting.filter((one) => one.at <= now && !one.off)) {
      timer.off = true
      timer.callback()
    }
  }
  return { timers, advance }
}

test('rule 3.6: the first of a burst leaves at once, what follows leaves together, with running offsets', () => {
  const { timers, advance } = fakeTimers()
  const sent: Array<[number, string]> = []
  const gatherer = createGatherer(timers, 30, (offset, text) => sent.push([offset, text]))
  gatherer.add('a')
  expect(sent).toEqual([[0, 'a']])
  gatherer.add('b')
  gatherer.add('c')
  expect(sent).toHaveLength(1)
  advance(30)
  expect(sent).toEqual([
    [0, 'a'],
    [1, 'bc'],
  ])
  advance(30)
  gatherer.add('d')
  expect(sent.at(-1)).toEqual([3, 'd'])
  gatherer.add('e')
  gatherer.flush()
  expect(sent.at(-1)).toEqual([4, 'e'])
  advance(100)
  expect(sent).toHaveLength(4)
})
