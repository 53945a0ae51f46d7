import { expect, test } from 'vitest'
import { createBurst } from './batcher.ts'

/** Timers that fire as the test moves time on. */
function manual() {
  let now = 0
  const waiting = new Map<() => void, number>()
  return {
    timers: {
      now: () => now,
      set: (callback: () => void, ms: number) => {
        waiting.set(callback, now + ms)
        return () => void waiting.delete(callback)
      },
    },
    to(time: number) {
      for (;;) {
        const [next] = [...waiting].filter(([, at]) => at <= time).sort(([, a], [, b]) => a - b)
        if (!next) break
        waiting.delete(next[0])
        now = next[1]
        next[0]()
      }
      now = time
    },
  }
}

test('rule 5.8: what comes so fast that several wait for each frame leaves once in two frames, until it is slower again', () => {
  const { timers, to } = manual()
  const sent: number[][] = []
  const burst = createBurst<number>(timers, { ms: 16, busyMs: 33 }, (items) => sent.push(items))
  const send = (...times: number[]) => {
    for (const time of times) {
      to(time)
      burst.add(time)
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
  // one in two frames is slow
  send(60)
  to(82)
  expect(sent.at(-1)).toEqual([60])
  send(90)
  to(98)
  expect(sent.at(-1)).toEqual([90])
  // and after a pause the first leaves at once again
  to(200)
  send(200)
  expect(sent.at(-1)).toEqual([200])
})
