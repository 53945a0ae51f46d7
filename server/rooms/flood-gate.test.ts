import { expect, test } from 'vitest'
import { createFloodGate } from './flood-gate.ts'

test('rule 5.7: each sender has its own measure of messages, and a new one after a moment', () => {
  let pass = () => {}
  const gate = createFloodGate<string>({
    now: () => 0,
    set(callback) {
      pass = callback
      return () => {}
    },
  })
  const sendUntilRefused = (sender: string, type: 'awareness' | 'update', bytes: number) => {
    let count = 0
    while (gate.admits(sender, type, bytes)) count++
    return count
  }
  expect(sendUntilRefused('a', 'awareness', 10)).toBe(200)
  expect(gate.admits('b', 'awareness', 10)).toBe(true)
  pass()
  expect(gate.admits('a', 'awareness', 10)).toBe(true)
  pass()
  expect(sendUntilRefused('a', 'update', 10)).toBe(1_000)
  expect(sendUntilRefused('b', 'update', 1_000_000)).toBe(4)
})
