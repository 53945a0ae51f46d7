import { readdir, readFile } from 'node:fs/promises'
import os from 'node:os'

async function childrenOf(pid: number, thread: string): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')
  return text.trim().split(/\s+/).filter(Boolean).map(Number)
}

/**
 * Applies to a process tree. Does nothing without /proc, or without root, which alone can lower
 * niceness again.
 */
export async function setTreePriority(pid: number, niceness: number): Promise<void> {
  if (process.getuid?.() !== 0) return
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  for (const thread of threads) {
    try {
      // On Linux, niceness is per thread.
      os.setPriority(Number(thread), niceness)
    } catch {
      // Already ended.
    }
  }
  const children = await Promise.all(threads.map((thread) => childrenOf(pid, thread)))
  await Promise.all(children.flat().map((child) => setTreePriority(child, niceness)))
}
