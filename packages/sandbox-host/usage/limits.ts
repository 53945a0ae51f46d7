import { readFileSync } from 'node:fs'
import os from 'node:os'

/** /tmp and /dev/shm are in memory. */
export const tmpBytes = 512 * 1024 ** 2
export const maxTmpFiles = 65_536
export const shmBytes = 64 * 1024 ** 2
export const shmFiles = 1_024
export const maxProcesses = 1_024

const none = 'unlimited'
/** Newer kernels also count processes per user namespace. */
const namespaceKernel = [5, 14] as const

function countsByNamespace(): boolean {
  const [major = 0, minor = 0] = os.release().split('.').map(Number)
  const [since, sinceMinor] = namespaceKernel
  return major > since || (major === since && minor >= sinceMinor)
}

/** Children can't exceed these. Names as in /proc/self/limits. */
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

/** prlimit arguments, outside of the namespaces. `account`: who shares the account. */
export function limitArgs(account: 'one' | 'all sandboxes' | 'the server'): string[] {
  const hard = hardLimits()
  const atMost = (option: string, name: string, value: number) => {
    const limit = Math.min(value, hard.get(name) ?? value)
    return `--${option}=${limit}:${limit}`
  }
  return [
    // Not address space: V8 and JavaScriptCore reserve far more than they use.
    atMost('data', 'Max data size', 2 * 1024 ** 3),
    atMost('fsize', 'Max file size', 1024 ** 3),
    atMost('nofile', 'Max open files', 8_192),
    atMost('core', 'Max core file size', 0),
    atMost('msgqueue', 'Max msgqueue size', 0),
    atMost('memlock', 'Max locked memory', 8 * 1024 ** 2),
    // Counts every thread of the account.
    ...(account === 'the server'
      ? []
      : [atMost('nproc', 'Max processes', account === 'one' ? 2 * maxProcesses : 32_768)]),
    '--',
  ]
}

/** Wraps a command inside the user namespace. */
export function withInnerLimits(inner: string[]): string[] {
  if (!countsByNamespace()) return inner
  return ['prlimit', `--nproc=${maxProcesses}:${maxProcesses}`, '--', ...inner]
}
