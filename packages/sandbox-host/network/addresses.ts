import ipaddr from 'ipaddr.js'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** NAT64's well-known prefix (RFC 6052): the last 32 bits are the IPv4 address that is reached. */
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96')
/** All of IPv6 that is routed publicly. */
const globalV6 = ipaddr.IPv6.parseCIDR('2000::/3')

function isV4(address: Address): address is ipaddr.IPv4 {
  return address.kind() === 'ipv4'
}

/** Null for what is no address: also for 127.1 and 2130706433, which ipaddr.js reads as one. */
function parse(text: string): Address | null {
  const family = isIP(text)
  if (family === 0 || text.includes('%')) return null
  // ipaddr.js takes ::8.8.8.8 for ::ffff:8.8.8.8. The URL parser writes it without dots first.
  return ipaddr.parse(family === 4 ? text : new URL(`http://[${text}]`).hostname.slice(1, -1))
}

/** The IPv4 address that an IPv6 address leads to (mapped, or by NAT64), else the address itself. */
function parsePlain(text: string): Address | null {
  const address = parse(text)
  if (!address || isV4(address)) return address
  const leadsToV4 = address.isIPv4MappedAddress() || address.match(nat64)
  return leadsToV4 ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address
}

/** An address in the one form in which addresses are compared. Null for no address, or one that names an interface. */
export function plainAddress(text: string): string | null {
  return parsePlain(text)?.toNormalizedString() ?? null
}

/**
 * True for all that is not routed publicly: loopback, private, link-local, shared, multicast, reserved, forms of
 * IPv6 that hold an IPv4 address in other ways (6to4, Teredo), and for what is no address.
 */
export function isInnerAddress(text: string): boolean {
  const address = parsePlain(text)
  if (!address) return true
  return address.range() !== 'unicast' || (!isV4(address) && !address.match(globalV6))
}

/** True for the addresses of this machine's own interfaces, which may be public ones. */
export function isOwnAddress(text: string): boolean {
  const address = plainAddress(text)
  return Object.values(networkInterfaces()).some((each) =>
    each?.some((own) => plainAddress(own.address) === address),
  )
}

/** Whether `text` lies in `block`: an address, or a block of addresses (CIDR). 0.0.0.0/0 stands for IPv6 too. */
export function isInBlock(text: string, block: string): boolean {
  const address = parsePlain(text)
  const [start = '', bits] = block.split('/')
  // A block of mapped addresses holds none: those are compared as IPv4.
  const first = bits === undefined ? parsePlain(start) : parse(start)
  if (!address || !first) return false
  if (block === '0.0.0.0/0' || block === '::/0') return true
  if (isV4(address))
    return isV4(first) && address.match(first, bits === undefined ? 32 : Number(bits))
  return !isV4(first) && address.match(first, bits === undefined ? 128 : Number(bits))
}

/** Asks the system's resolver for all addresses of a name. Throws where there are none. */
export async function resolveName(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}
