import { existsSync, readFileSync } from 'node:fs'
import type { HostUser } from './launcher.ts'

const MANY = 2 ** 31

// Where accounts are mapped (a container without many of them) only the lower ones exist.
function firstUid(): number {
  const map = existsSync('/proc/self/uid_map') ? readFileSync('/proc/self/uid_map', 'utf8') : ''
  const counts = map.split('\n').map((line) => Number(line.trim().split(/\s+/)[2] ?? 0))
  return Math.max(0, ...counts) > MANY ? 1_500_000_000 : 20_000
}

/**
 * An ordinary account for one sandbox where the server runs as root, else undefined: then the
 * sandbox's processes belong to whoever runs the server.
 */
export function newUser(): HostUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const uid = firstUid() + Math.floor(Math.random() * 40_000)
  return { uid, gid: uid }
}
