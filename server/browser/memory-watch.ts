import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import type { Clock } from '../lib/clock.ts'

const everyMs = 500

/** Private memory and shared memory that isn't a file's, in bytes. Null where it can't be read: elsewhere than on Linux. */
async function bytesOf(pid: number): Promise<number | null> {
  try {
    const text = await readFile(`/proc/${pid}/status`, 'utf8')
    const kilobytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0)
    return (kilobytes('RssAnon') + kilobytes('RssShmem')) * 1_024
  } catch {
    return null
  }
}

export interface MemoryLimits {
  /** Of a page's process. */
  pageBytes: number
  /** Of each other process of the browser: they keep pages' textures, caches and blobs, and what was said and not yet read. */
  browserBytes: number
}

export interface MemoryWatch {
  /** On the clock, when a page was ended last. -Infinity: none was yet. */
  pageEndedAt(): number
  /** Whether the whole browser was ended. */
  browserEnded(): boolean
  stop(): void
}

/**
 * Ends the process of a page that takes too much: its page then crashes, and the others' stay. Whose memory another process
 * has is not known, so that the whole browser ends with it.
 */
export function watchMemory(
  browser: Browser,
  { pageBytes, browserBytes }: MemoryLimits,
  clock: Clock,
): MemoryWatch {
  let pageEndedAt = -Infinity
  let browserEnded = false
  let cancel: () => void = () => undefined
  let stopped = false
  const session = browser.newBrowserCDPSession()
  session.catch(() => undefined)

  async function look(): Promise<void> {
    const { processInfo } = await (await session).send('SystemInfo.getProcessInfo')
    const sizes = await Promise.all(
      processInfo.map(async ({ type, id }) => ({ type, id, bytes: (await bytesOf(id)) ?? 0 })),
    )
    for (const { id } of sizes.filter(
      ({ type, bytes }) => type === 'renderer' && bytes > pageBytes,
    )) {
      pageEndedAt = clock.now()
      process.kill(id, 'SIGKILL')
    }
    if (!sizes.some(({ type, bytes }) => type !== 'renderer' && bytes > browserBytes)) return
    browserEnded = true
    const main = sizes.find(({ type }) => type === 'browser')
    if (main) process.kill(main.id, 'SIGKILL')
  }

  function again(): void {
    if (stopped) return
    cancel = clock.after(everyMs, () => {
      // the browser may be closing, or the process have ended by itself
      void look()
        .catch(() => undefined)
        .then(again)
    })
  }

  again()
  return {
    pageEndedAt: () => pageEndedAt,
    browserEnded: () => browserEnded,
    stop() {
      stopped = true
      cancel()
    },
  }
}
