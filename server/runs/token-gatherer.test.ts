import { expect, test } from 'vitest'
import { createGatherer } from './token-gatherer.ts'
import { createManualClock } from '../testing/manual-clock.ts'

test('rule 3.6: the first of a burst leaves at once, what follows leaves together, with running offsets', () => {
  const { clock, advance } = createManualClock()
  const sent: Array<[number, string]> = []
  const gatherer = createGatherer(clock, 30, (offset, text) => sent.push([offset, text]))
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
