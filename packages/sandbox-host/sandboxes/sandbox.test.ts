/** A sandbox's time to live beside its changes of state. */
import { expect, onTestFinished, test, vi } from 'vitest'
import { stubSandbox } from '../testing/stub-sandbox.ts'

test('rule 18.1: a time to live that is set while it is being paused does not end a paused sandbox', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  // It is set in the middle: when the daemon is told that it will be frozen.
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
