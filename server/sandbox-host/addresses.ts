import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

const inner = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inner.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inner.addSubnet(net, bits, 'ipv6')

/** True for loopback, private, link-local, shared, multicast and reserved addresses, also IPv4 in IPv6. */
export function isInnerAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return true
  return inner.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/**
 * Resolves a name to the addresses of it that lie outside. The caller connects to one of these
 * and not to the name, which could resolve to another address a moment later.
 * Throws where there is none. An address that the operator wrote out as such is taken as it is.
 */
export async function outerAddresses(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host]
  const found = await lookup(host, { all: true })
  const outer = found.map(({ address }) => address).filter((each) => !isInnerAddress(each))
  if (outer.length === 0)
    throw new Error(`${host} resolves to private or loopback addresses only, which are refused`)
  return outer
}
