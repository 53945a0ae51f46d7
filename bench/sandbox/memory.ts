import { readdir, readFile } from 'node:fs/promises'

const mb = 2 ** 20

interface Process {
  pid: number
  parent: number
  command: string
}

async function processOf(pid: number): Promise<Process | null> {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ])
    // the second field, a name in brackets, may contain spaces
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    return { pid, parent, command: command.replaceAll('\0', ' ') }
  } catch {
    return null
  }
}

/** Bytes; shared pages count in proportion (PSS). */
async function memoryOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1_024
}

/** This process's descendants, in MB. `part` counts those whose command line `isPart` accepts. */
export async function memoryBelow(isPart: (command: string) => boolean) {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const all = (await Promise.all(pids.map(processOf))).filter((each) => each !== null)
  const below: Process[] = []
  for (let level = [process.pid]; level.length > 0; ) {
    const next = all.filter(({ parent }) => level.includes(parent))
    below.push(...next)
    level = next.map(({ pid }) => pid)
  }
  const sizes = await Promise.all(
    below.map(async ({ pid, command }) => ({ command, bytes: await memoryOf(pid) })),
  )
  const sum = (some: typeof sizes) => some.reduce((total, { bytes }) => total + bytes, 0) / mb
  return { all: sum(sizes), part: sum(sizes.filter(({ command }) => isPart(command))) }
}
