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

export interface MemoryWatch {
  /** On the clock. -Infinity: none was ended yet. */
  endedAt(): number
  stop(): void
}

/** Ends the process of a page that takes more than `pageBytes`. Its page then crashes, and the others' stay. */
export function watchMemory(
  browser: Browser,
  { pageBytes, clock }: { pageBytes: number; clock: Clock },
): MemoryWatch {
  let last = -Infinity
  let cancel: () => void = () => undefined
  let stopped = false
  const session = browser.newBrowserCDPSession()
  session.catch(() => undefined)

  async function look(): Promise<void> {
    const { processInfo } = await (await session).send('SystemInfo.getProcessInfo')
    for (const { type, id } of processInfo) {
      if (type !== 'renderer') continue
      const bytes = await bytesOf(id)
      if (bytes === null || bytes <= pageBytes) continue
      last = clock.now()
      process.kill(id, 'SIGKILL')
    }
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
    endedAt: () => last,
    stop() {
      stopped = true
      cancel()
    },
  }
}
