import { Redis } from 'ioredis'
import { type Backoff, backoffMs } from '../../shared/backoff.ts'
import { type Bus, BusMessage } from './bus.ts'

interface Options {
  url: string
  /** Node and boot, without newlines. Its own messages are skipped: they were delivered locally. */
  node: string
  log: { warn(details: object, message: string): void }
}

const channel = 'fegg'
const backoff: Backoff = { baseMs: 100, maxMs: 2_000 }
const separator = '\n'

function retryStrategy(times: number): number {
  return backoffMs(times - 1, Math.random, backoff)
}

/**
 * One Redis channel. Delivers locally even if Redis is down; other nodes then miss the message
 * (rule 10: a lost wake-up loses nothing).
 */
export async function createRedisBus({ url, node, log }: Options): Promise<Bus> {
  const own = `${node}${separator}`
  const listeners = new Set<(message: BusMessage) => void>()
  const deliver = (message: BusMessage) => {
    for (const listener of listeners) listener(message)
  }
  // no queue: unsent messages would be stale after a reconnect
  const publisher = new Redis(url, { enableOfflineQueue: false, lazyConnect: true, retryStrategy })
  const subscriber = new Redis(url, { lazyConnect: true, autoResubscribe: true, retryStrategy })
  let told = false
  const warn = (error: unknown) => {
    if (told) return
    told = true
    log.warn(
      { err: error },
      'Redis does not respond: other nodes notice changes of this one more slowly',
    )
  }
  for (const client of [publisher, subscriber]) client.on('error', warn)
  publisher.on('ready', () => {
    told = false
  })
  subscriber.on('message', (_channel, text) => {
    if (text.startsWith(own)) return
    const message = parse(text.slice(text.indexOf(separator) + 1))
    if (message) deliver(message)
  })
  // ioredis keeps retrying if Redis is down
  await Promise.all([
    publisher.connect().catch(warn),
    subscriber
      .connect()
      .then(() => subscriber.subscribe(channel))
      .catch(warn),
  ])
  subscriber.on('ready', () => {
    subscriber.subscribe(channel).catch(warn)
  })
  return {
    publish(message) {
      deliver(message)
      if (publisher.status !== 'ready') return
      publisher.publish(channel, own + JSON.stringify(message)).catch(warn)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      listeners.clear()
      publisher.disconnect()
      subscriber.disconnect()
    },
  }
}

function parse(text: string): BusMessage | null {
  try {
    return BusMessage.parse(JSON.parse(text))
  } catch {
    return null
  }
}
