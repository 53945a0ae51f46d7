import { readFileSync } from 'node:fs'
import os from 'node:os'

/** A sandbox's /tmp and /dev/shm, which are in memory: their bytes, and their number of files where that can be limited. */
export const tmpBytes = 512 * 1024 ** 2
export const maxTmpFiles = 65_536
export const shmBytes = 64 * 1024 ** 2
export const shmFiles = 1_024
export const maxProcesses = 1_024

const none = 'unlimited'
/** Since this version the kernel counts processes for each user namespace, besides those of the account. */
const namespaceKernel = [5, 14] as const

function countsByNamespace(): boolean {
  const [major = 0, minor = 0] = os.release().split('.').map(Number)
  const [since, sinceMinor] = namespaceKernel
  return major > since || (major === since && minor >= sinceMinor)
}

/** This process's hard limits, by their name in /proc/self/limits: it can't give its children more. */
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
 * prlimit's arguments for a sandbox's processes, run outside of its namespaces. `account`: who shares the account that the
 * sandbox runs under.
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
    // Counts every thread of the account.
    ...(account === 'the server'
      ? []
      : [atMost('nproc', 'Max processes', account === 'one' ? 2 * maxProcesses : 32_768)]),
    '--',
  ]
}

/** Wraps the command that runs inside a sandbox's user namespace, with limits that count only what is inside. */
export function withInnerLimits(inner: string[]): string[] {
  if (!countsByNamespace()) return inner
  return ['prlimit', `--nproc=${maxProcesses}:${maxProcesses}`, '--', ...inner]
}
