import { lookup } from 'node:dns/promises'
import { BlockList, isIP, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'

function listOf(family: 'ipv4' | 'ipv6', blocks: string[]): BlockList {
  const list = new BlockList()
  for (const block of blocks) {
    const [address = '', bits] = block.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** What IANA's registry of special-purpose IPv4 addresses has, and multicast. */
const innerV4 = listOf('ipv4', [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
])
/** All of IPv6 that is routed for anybody. */
const globalV6 = listOf('ipv6', ['2000::/3'])
/** What of it leads elsewhere all the same: protocols' own blocks (Teredo among them), examples, IPv4 inside of 6to4. */
const innerV6 = listOf('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

const nat64 = [0x64, 0xff9b, 0, 0, 0, 0]
const mapped = [0, 0, 0, 0, 0, 0xffff]

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  // The URL parser writes it in one way: no dots, lower case, one gap.
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [before = '', after] = plain.split('::')
  const groups = (text: string) => text.split(':').flatMap((each) => (each ? [each] : []))
  const [head, tail] = [groups(before), groups(after ?? '')]
  const gap = Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...gap, ...tail].map((each) => Number.parseInt(each, 16))
}

/**
 * An address as it is compared: the IPv4 address where that is what an IPv6 address leads to (mapped, or by NAT64's
 * well-known prefix), else what it was. Undefined where it is no address, or one that names an interface.
 */
export function plainAddress(text: string): string | undefined {
  const family = isIP(text)
  if (family === 4) return text
  if (family === 0 || text.includes('%')) return undefined
  const groups = groupsOf(text)
  const begins = (prefix: number[]) => prefix.every((group, at) => groups[at] === group)
  if (!begins(mapped) && !begins(nat64)) return groups.map((each) => each.toString(16)).join(':')
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 255])
    .join('.')
}

/** True for all that is not routed for anybody: loopback, private, link-local, shared, multicast, reserved, and no address. */
export function isInnerAddress(text: string): boolean {
  const address = plainAddress(text)
  if (address === undefined) return true
  if (!isIPv6(address)) return innerV4.check(address, 'ipv4')
  return !globalV6.check(address, 'ipv6') || innerV6.check(address, 'ipv6')
}

/** True for the addresses of this machine's own interfaces, which may well be public ones. */
export function isOwnAddress(text: string): boolean {
  const address = plainAddress(text)
  return Object.values(networkInterfaces()).some((each) =>
    each?.some((own) => plainAddress(own.address) === address),
  )
}

/** Whether `address` is the block (CIDR) or the address `block`; 0.0.0.0/0 stands for IPv6 too. */
export function isInBlock(text: string, block: string): boolean {
  const address = plainAddress(text)
  const [start = '', bits] = block.split('/')
  if (address === undefined || isIP(start) === 0) return false
  if (block === '0.0.0.0/0' || block === '::/0') return true
  const kind = isIPv6(address) ? 'ipv6' : 'ipv4'
  // A single address may be written in another form; a block of mapped ones is taken as it is written.
  if (bits === undefined) return plainAddress(start) === address
  if (isIPv6(start) !== isIPv6(address)) return false
  return listOf(kind, [block]).check(address, kind)
}

/** Asks the system's resolver for all addresses of a name. Throws where there are none. */
export async function resolveName(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}
