/** Reads of /proc, which are quick but many. */
import { readdirSync, readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'

/** About 1 ms of reads; then other tasks run. */
const readsAtATime = 64

export class Turns {
  #reads = 0

  async take(): Promise<void> {
    this.#reads += 1
    if (this.#reads % readsAtATime === 0) await setImmediate()
  }
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
