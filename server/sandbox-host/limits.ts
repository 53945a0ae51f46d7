import { readFileSync } from 'node:fs'

const NONE = 'unlimited'

/** The limits that this process may not pass on more of: by their name in /proc/self/limits. */
function hardLimits(): Map<string, number> {
  const lines = readFileSync('/proc/self/limits', 'utf8').split('\n')
  return new Map(
    lines.flatMap((line) => {
      const [, name, hard] = /^(Max .+?)\s{2,}\S+\s+(\S+)/.exec(line) ?? []
      if (name === undefined || hard === undefined) return []
      return [[name, hard === NONE ? Number.POSITIVE_INFINITY : Number(hard)] as const]
    }),
  )
}

/**
 * prlimit's arguments for a sandbox: limits that the kernel keeps for each of its processes.
 * `account`: whose the account is that the sandbox runs under.
 */
export function limitArgs(account: 'one' | 'all sandboxes' | 'the server'): string[] {
  const hard = hardLimits()
  const atMost = (option: string, name: string, value: number) => {
    const limit = Math.min(value, hard.get(name) ?? value)
    return `--${option}=${limit}:${limit}`
  }
  return [
    // The data segment, not the address space: V8 and JavaScriptCore reserve far more than they use.
    atMost('data', 'Max data size', 2 * 1024 ** 3),
    atMost('fsize', 'Max file size', 1024 ** 3),
    atMost('nofile', 'Max open files', 65_536),
    atMost('core', 'Max core file size', 0),
    // Counts every thread of the account, the server's too if it is the server's.
    ...(account === 'the server'
      ? []
      : [atMost('nproc', 'Max processes', account === 'one' ? 2_048 : 32_768)]),
    '--',
  ]
}
