import { existsSync, readFileSync } from 'node:fs'

export interface HostUser {
  uid: number
  gid: number
}

const many = 2 ** 31
const accounts = 40_000
const high = 1_500_000_000
const low = 20_000

// Containers that map accounts have only the lower uids.
function firstUid(): number {
  const map = existsSync('/proc/self/uid_map') ? readFileSync('/proc/self/uid_map', 'utf8') : ''
  const counts = map.split('\n').map((line) => Number(line.trim().split(/\s+/)[2] ?? 0))
  return Math.max(0, ...counts) > many ? high : low
}

/** Random and unprivileged. Null if the server isn't root: sandboxes then share its account. */
export function newUser(): HostUser | null {
  if (process.getuid?.() !== 0) return null
  const uid = firstUid() + Math.floor(Math.random() * accounts)
  return { uid, gid: uid }
}

export function isSandboxAccount({ uid, gid }: HostUser): boolean {
  const first = firstUid()
  return uid === gid && uid >= first && uid < first + accounts
}
