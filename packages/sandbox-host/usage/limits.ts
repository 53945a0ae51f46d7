import { readFileSync } from 'node:fs'
import os from 'node:os'

/** /tmp and /dev/shm of a sandbox, which are in memory: their bytes, and how many files where that can be limited. */
export const tmpBytes = 512 * 1024 ** 2
export const maxTmpFiles = 65_536
export const shmBytes = 64 * 1024 ** 2
export const shmFiles = 1_024
/** Processes and threads of one sandbox. */
export const maxProcesses = 1_024

const none = 'unlimited'
/** Since then the kernel counts processes in each user namespace, besides those of the whole account. */
const namespaceKernel = [5, 14] as const

function countsByNamespace(): boolean {
  const [major = 0, minor = 0] = os.release().split('.').map(Number)
  const [since, sinceMinor] = namespaceKernel
  return major > since || (major === since && minor >= sinceMinor)
}

/** The limits that this process may not pass on more of: by their name in /proc/self/limits. */
function hardLimits(): Map<string, number> {
  const lines = readFileSync('/proc/self/limits', 'utf8').split('\n')
  return new Map(
    lines.flatMap((line) => {
      const [, name, hard] = /^(Max .+?)\s{2,}\S+\s+(\S+)/.exec(line) ?? []
      if (name === undefined || hard === undefined) return []
      return [[name, hard === none ? Number.POSITIVE_INFINITY : Number(hard)] as const]
    }),
  )
}

/**
 * prlimit's arguments for what runs outside of a sandbox's namespaces: limits that the kernel keeps for each of its processes.
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
    atMost('nofile', 'Max open files', 8_192),
    atMost('core', 'Max core file size', 0),
    atMost('msgqueue', 'Max msgqueue size', 0),
    atMost('memlock', 'Max locked memory', 8 * 1024 ** 2),
    // Counts every thread of the account, the server's too if it is the server's.
    ...(account === 'the server'
      ? []
      : [atMost('nproc', 'Max processes', account === 'one' ? 2 * maxProcesses : 32_768)]),
    '--',
  ]
}

/** The command that `inner` becomes inside of a sandbox's user namespace: limits that count what is in there alone. */
export function withInnerLimits(inner: string[]): string[] {
  if (!countsByNamespace()) return inner
  return ['prlimit', `--nproc=${maxProcesses}:${maxProcesses}`, '--', ...inner]
}
