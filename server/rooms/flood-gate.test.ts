import { expect, test } from 'vitest'
import { createManualClock } from '../testing/manual-clock.ts'
import { createFloodGate } from './flood-gate.ts'

test('rule 5.7: each sender has its own measure of messages, and a new one after a moment', () => {
  const { clock, advance } = createManualClock()
  const gate = createFloodGate<string>(clock)
  const sendUntilRefused = (sender: string, type: 'awareness' | 'update', bytes: number) => {
    let count = 0
    while (gate.admits(sender, type, bytes)) count++
    return count
  }
  expect(sendUntilRefused('a', 'awareness', 10)).toBe(200)
  expect(gate.admits('b', 'awareness', 10)).toBe(true)
  advance(2_000)
  expect(gate.admits('a', 'awareness', 10)).toBe(true)
  advance(2_000)
  expect(sendUntilRefused('a', 'update', 10)).toBe(1_000)
  expect(sendUntilRefused('b', 'update', 1_000_000)).toBe(4)
})
