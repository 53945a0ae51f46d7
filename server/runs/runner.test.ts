import { expect, test } from 'vitest'
import { openTestDatabase } from '../testing/database.ts'
import { isDone, openSpine } from '../testing/spine.ts'
import { realTimers } from '../timers.ts'

test('rule 8: a run that ends in the middle of a renewal of its lease leaves no timer that renews for ever', async () => {
  await using database = await openTestDatabase('embedded')
  const leaseMs = 30_000
  const waiting = new Set<object>()
  const timers = {
    now: realTimers.now,
    set(callback: () => void, ms: number) {
      const timer = {}
      waiting.add(timer)
      // renewals come one after the other, so that one is always under way
      const cancel = realTimers.set(
        () => {
          waiting.delete(timer)
          callback()
        },
        ms === leaseMs / 3 ? 0 : ms,
      )
      return () => {
        waiting.delete(timer)
        cancel()
      }
    },
  }
  const spine = await openSpine(database, [{ text: 'A short answer.' }], {
    leaseMs,
    tokenDelayMs: 20,
    timers,
  })
  const anna = await spine.person('Anna')
  const sessionId = await spine.session(anna, 'hello')
  const reading = spine.read(sessionId, 0, isDone)
  spine.runner.start()
  await reading
  await spine[Symbol.asyncDispose]()
  expect(waiting.size).toBe(0)
})
