import { expect, test } from 'vitest'
import { createManualClock } from '../testing/manual-clock.ts'
import { createBatcher } from './batcher.ts'

test('rule 5.8: what comes so fast that several wait for each frame leaves once in two frames, until it is slower again', () => {
  const { clock, advance } = createManualClock()
  const to = (ms: number) => advance(ms - clock.now())
  const sent: number[][] = []
  const batcher = createBatcher<number>(clock, { ms: 16, busyMs: 33 }, (items) => sent.push(items))
  const send = (...times: number[]) => {
    for (const time of times) {
      to(time)
      batcher.add(time)
    }
  }
  send(0, 4, 8)
  to(16)
  expect(sent).toEqual([[0], [4, 8]])
  send(20, 24, 28, 32, 40)
  to(48)
  expect(sent).toHaveLength(2)
  to(49)
  expect(sent.at(-1)).toEqual([20, 24, 28, 32, 40])
  // one item in two frames isn't busy: the window is one frame again
  send(60)
  to(82)
  expect(sent.at(-1)).toEqual([60])
  send(90)
  to(98)
  expect(sent.at(-1)).toEqual([90])
  // after a pause the first is sent at once
  to(200)
  send(200)
  expect(sent.at(-1)).toEqual([200])
})
