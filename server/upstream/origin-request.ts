import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'

/** Not every resolver maps names under localhost to loopback (RFC 6761, 6.3). */
const lookupLoopback: LookupFunction = (_hostname, options, answer) => {
  if (options.all) answer(null, [{ address: '127.0.0.1', family: 4 }])
  else answer(null, '127.0.0.1', 4)
}

export function clientOf(origin: URL) {
  const client = origin.protocol === 'https:' ? https : http
  const { protocol, hostname, port } = origin
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost')
  return { client, place: { protocol, hostname, port, ...(isLocal && { lookup: lookupLoopback }) } }
}
