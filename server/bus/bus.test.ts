import { describe, expect, test, vi } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { hasRedis, noRedis, startTestRedis } from '../testing/redis.ts'
import type { Bus, BusMessage } from './bus.ts'
import { createMemoryBus } from './memory-bus.ts'
import { createRedisBus } from './redis-bus.ts'

const log = { warn: () => {} }
const sessionId = newId()
function appended(seq: number): BusMessage {
  return {
    type: 'events_appended',
    sessionId,
    seq,
    files: false,
  }
}

function hear(bus: Bus) {
  const heard: BusMessage[] = []
  return { heard, stop: bus.subscribe((message) => heard.push(message)) }
}

/** `open` returns two ends of one bus. */
function contract(open: () => Promise<{ a: Bus; b: Bus; close: () => Promise<void> }>) {
  test('rule 10: a message reaches its own node at once and every node in order', async () => {
    const { a, b, close } = await open()
    const [here, there] = [hear(a), hear(b)]
    const sent = Array.from({ length: 200 }, (_, index) => appended(index))
    for (const message of sent) a.publish(message)
    expect(here.heard).toEqual(sent)
    await vi.waitFor(() => expect(there.heard).toEqual(sent), { timeout: 30_000 })
    await close()
  })

  test('who has unsubscribed hears nothing more, others do', async () => {
    const { a, b, close } = await open()
    const [gone, there] = [hear(b), hear(b)]
    gone.stop()
    a.publish(appended(1))
    await vi.waitFor(() => expect(there.heard).toEqual([appended(1)]), { timeout: 30_000 })
    expect(gone.heard).toEqual([])
    await close()
  })
}

describe('in memory', () => {
  contract(async () => {
    const bus = createMemoryBus()
    return { a: bus, b: bus, close: () => bus.close() }
  })
})

const here = hasRedis()
describe.skipIf(!here)(here ? 'over Redis' : `over Redis (left out: ${noRedis})`, () => {
  const two = async (url: string) => {
    const a = await createRedisBus({ url, node: 'a', log })
    const b = await createRedisBus({ url, node: 'b', log })
    return { a, b }
  }

  contract(async () => {
    const redis = await startTestRedis()
    const { a, b } = await two(redis.url)
    return {
      a,
      b,
      async close() {
        await Promise.all([a.close(), b.close()])
        await redis.stop()
      },
    }
  })

  test('rule 10: without Redis a node still hears itself; when it is back, the others hear it again', async () => {
    await using redis = await startTestRedis()
    const { a, b } = await two(redis.url)
    const [own, other] = [hear(a), hear(b)]
    await redis.stop()
    a.publish(appended(1))
    expect(own.heard).toEqual([appended(1)])
    await redis.start()
    let seq = 1
    await vi.waitFor(
      () => {
        a.publish(appended(++seq))
        expect(other.heard.length).toBeGreaterThan(0)
      },
      { timeout: 20_000, interval: 100 },
    )
    expect(other.heard).not.toContainEqual(appended(1))
    await Promise.all([a.close(), b.close()])
  })

  test('rule 34.2: a message of a type that this node does not know is ignored, and those after it arrive', async () => {
    await using redis = await startTestRedis()
    const { a, b } = await two(redis.url)
    const there = hear(b)
    const { Redis } = await import('ioredis')
    const newer = new Redis(redis.url)
    await vi.waitFor(
      async () => {
        const message = { type: 'confetti_thrown', sessionId, by: 'Ada' }
        expect(await newer.publish('fegg', `newer-node\n${JSON.stringify(message)}`)).toBe(2)
      },
      { timeout: 30_000 },
    )
    a.publish(appended(7))
    await vi.waitFor(() => expect(there.heard).toEqual([appended(7)]), { timeout: 30_000 })
    newer.disconnect()
    await Promise.all([a.close(), b.close()])
  })

  test('rule 10: what is not ours on the channel is ignored', async () => {
    await using redis = await startTestRedis()
    const { a, b } = await two(redis.url)
    const there = hear(b)
    const { Redis } = await import('ioredis')
    const stranger = new Redis(redis.url)
    for (const text of ['', '{', '{"from":"x","message":{"type":"evil"}}'])
      await stranger.publish('fegg', text)
    a.publish(appended(7))
    await vi.waitFor(() => expect(there.heard).toEqual([appended(7)]), { timeout: 30_000 })
    stranger.disconnect()
    await Promise.all([a.close(), b.close()])
  })
})
