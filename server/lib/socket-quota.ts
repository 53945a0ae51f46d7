import type { Quotas } from './quotas.ts'

type SocketQuotas = Pick<Quotas, 'sockets' | 'socketsPerAddress' | 'socketsPerPerson'>

export interface SocketQuota {
  /** Null, or why `key` (an address or a person) may not open another. */
  refusal(kind: 'address' | 'person', key: string): string | null
  /** Returns the function that gives the place back; calling it again does nothing. */
  take(kind: 'address' | 'person', key: string): () => void
}

const advice = 'Close tabs that you don’t need and try again in a minute.'

/** Counts the open WebSockets of this server, from the upgrade on. */
export function createSocketQuota(quotas: SocketQuotas): SocketQuota {
  const open = { address: new Map<string, number>(), person: new Map<string, number>() }
  let all = 0
  return {
    refusal(kind, key) {
      const mine = open[kind].get(key) ?? 0
      if (kind === 'person')
        return mine < quotas.socketsPerPerson
          ? null
          : `You have ${mine} connections open, as many as this server allows. ${advice}`
      if (all >= quotas.sockets)
        return 'This server has as many connections as it allows. Try again in a minute, or ask whoever runs it to raise MAX_SOCKETS.'
      return mine < quotas.socketsPerAddress
        ? null
        : `Your network has ${mine} connections open, as many as this server allows. ${advice}`
    },
    take(kind, key) {
      const count = open[kind]
      count.set(key, (count.get(key) ?? 0) + 1)
      if (kind === 'address') all += 1
      let held = true
      return () => {
        if (!held) return
        held = false
        if (kind === 'address') all -= 1
        const left = (count.get(key) ?? 1) - 1
        if (left > 0) count.set(key, left)
        else count.delete(key)
      }
    },
  }
}
