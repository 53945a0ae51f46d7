import { afterEach, expect, test, vi } from 'vitest'
import { createSerial, createWaker, delayedAbort, orAbort, withTimeout } from './async.ts'
import { systemClock } from './clock.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('orAbort rejects with the signal’s reason although the work hangs', async () => {
  const stop = new AbortController()
  const work = orAbort(new Promise(() => {}), stop.signal)
  stop.abort(new Error('enough'))
  await expect(work).rejects.toThrow('enough')
  await expect(orAbort(Promise.resolve(1), stop.signal)).rejects.toThrow('enough')
  await expect(orAbort(Promise.resolve(1), new AbortController().signal)).resolves.toBe(1)
})

test('withTimeout returns the result in time, else what the fallback returns or throws', async () => {
  vi.useFakeTimers()
  await expect(withTimeout(Promise.resolve('done'), 10, () => 'late')).resolves.toBe('done')
  const late = withTimeout(new Promise<string>(() => {}), 10, () => 'late')
  const thrown = withTimeout(new Promise<string>(() => {}), 10, () => {
    throw new Error('too late')
  })
  const refused = expect(thrown).rejects.toThrow('too late')
  await vi.advanceTimersByTimeAsync(10)
  await expect(late).resolves.toBe('late')
  await refused
  expect(vi.getTimerCount()).toBe(0)
})

test('delayedAbort aborts some time after its signal, with the same reason', () => {
  vi.useFakeTimers()
  const stop = new AbortController()
  const later = delayedAbort(stop.signal, 50)
  stop.abort('why')
  vi.advanceTimersByTime(49)
  expect(later.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(later.reason).toBe('why')
})

test('a serial queue runs its work in order, also after a failure', async () => {
  const serial = createSerial()
  const seen: string[] = []
  const slow = serial(async () => {
    await Promise.resolve()
    seen.push('slow')
    throw new Error('it failed')
  })
  const quick = serial(async () => void seen.push('quick'))
  await expect(slow).rejects.toThrow('it failed')
  await quick
  expect(seen).toEqual(['slow', 'quick'])
})

test('a waker wakes those that wait and forgets a call that nobody waits for', async () => {
  const waker = createWaker()
  waker.wake()
  let woken = false
  const waiting = waker.woken().then(() => (woken = true))
  await Promise.resolve()
  expect(woken).toBe(false)
  waker.wake()
  await waiting
  expect(woken).toBe(true)
})

test('the clock’s sleep ends with its time, or with the abort', async () => {
  vi.useFakeTimers()
  const slept = systemClock.sleep(20)
  await vi.advanceTimersByTimeAsync(20)
  await expect(slept).resolves.toBeUndefined()
  const stop = new AbortController()
  const cut = systemClock.sleep(20, stop.signal)
  stop.abort(new Error('stopped'))
  await expect(cut).rejects.toThrow('stopped')
  expect(vi.getTimerCount()).toBe(0)
})
