import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { stubSandbox } from '../testing/stub-sandbox.ts'

test("rule 18.1: a time to live that is set during a pause doesn't end the paused sandbox", async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  // Set when the daemon receives the freeze call.
  const { sandbox, ends } = await stubSandbox((client) => {
    client.once('data', () => {
      sandbox.setTimeout(60)
      client.end('HTTP/1.1 204 No Content\r\n\r\n')
    })
  })
  await sandbox.pause(true)
  expect(sandbox.state).toBe('paused')
  vi.advanceTimersByTime(120_000)
  expect(ends).toEqual([])
})

test('rule 18.2: a pause at the end of its time that meets a kill logs nothing', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const told = Promise.withResolvers<void>()
  const killed = Promise.withResolvers<void>()
  const stub = await stubSandbox((client) => {
    client.once('data', async () => {
      told.resolve()
      await killed.promise
      client.end('HTTP/1.1 204 No Content\r\n\r\n')
    })
  }, 'pause')
  stub.sandbox.setTimeout(1)
  vi.advanceTimersByTime(2_000)
  await told.promise
  const stopped = stub.sandbox.stop()
  killed.resolve()
  await stopped
  await setImmediate()
  expect([stub.logged, stub.ends]).toEqual([[], []])
})
