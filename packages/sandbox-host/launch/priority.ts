import { readdir, readFile } from 'node:fs/promises'
import os from 'node:os'

async function childrenOf(pid: number, thread: string): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')
  return text.trim().split(/\s+/).filter(Boolean).map(Number)
}

/**
 * Sets the niceness of a process and its descendants. Does nothing without root, because only root can lower it again, and where
 * there is no /proc.
 */
export async function setTreePriority(pid: number, niceness: number): Promise<void> {
  if (process.getuid?.() !== 0) return
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  for (const thread of threads) {
    try {
      // Linux has a niceness for each thread.
      os.setPriority(Number(thread), niceness)
    } catch {
      // It has ended already.
    }
  }
  const children = await Promise.all(threads.map((thread) => childrenOf(pid, thread)))
  await Promise.all(children.flat().map((child) => setTreePriority(child, niceness)))
}
