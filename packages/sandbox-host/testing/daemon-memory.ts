import { readFileSync } from 'node:fs'
import { processesOf } from '../guest/process-table.ts'

const everyMs = 50

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

function residentBytes(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kilobytes ?? 0) * 1024
  } catch {
    return 0
  }
}

/** `peak` and `stop` return the most that one daemon had, in bytes. */
export function daemonMemory(hostPid: number | undefined) {
  if (hostPid === undefined) throw new Error('there is no host whose daemons could be watched')
  let most = 0
  const look = async () => {
    const processes = await processesOf({ root: hostPid })
    for (const { pid } of processes) {
      const args = commandOf(pid).split('\0')
      const isDaemon = args[0]?.endsWith('node') && args.some((each) => each.endsWith('/main.js'))
      if (isDaemon) most = Math.max(most, residentBytes(pid))
    }
  }
  const timer = setInterval(() => void look(), everyMs)
  return {
    peak: () => most,
    stop() {
      clearInterval(timer)
      if (most === 0) throw new Error('no daemon was seen')
      return most
    },
  }
}
