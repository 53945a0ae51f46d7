import ipaddr from 'ipaddr.js'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** NAT64 (RFC 6052): the last 32 bits are the IPv4 target. */
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96')
const globalV6 = ipaddr.IPv6.parseCIDR('2000::/3')

function isV4(address: Address): address is ipaddr.IPv4 {
  return address.kind() === 'ipv4'
}

/** Rejects 127.1 and 2130706433, which ipaddr.js would parse. */
function parse(text: string): Address | null {
  const family = isIP(text)
  if (family === 0 || text.includes('%')) return null
  // ipaddr.js confuses ::8.8.8.8 with ::ffff:8.8.8.8. The URL parser removes the dots.
  return ipaddr.parse(family === 4 ? text : new URL(`http://[${text}]`).hostname.slice(1, -1))
}

/** Unwraps mapped and NAT64 addresses to IPv4. */
function parsePlain(text: string): Address | null {
  const address = parse(text)
  if (!address || isV4(address)) return address
  const leadsToV4 = address.isIPv4MappedAddress() || address.match(nat64)
  return leadsToV4 ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address
}

/** Normalized for comparison. Null if `text` is no address or has a zone. */
export function plainAddress(text: string): string | null {
  return parsePlain(text)?.toNormalizedString() ?? null
}

/** True unless publicly routed. 6to4, Teredo and invalid text count as inner too. */
export function isInnerAddress(text: string): boolean {
  const address = parsePlain(text)
  if (!address) return true
  return address.range() !== 'unicast' || (!isV4(address) && !address.match(globalV6))
}

/** The machine's own addresses may be public. */
export function isOwnAddress(text: string): boolean {
  const address = plainAddress(text)
  return Object.values(networkInterfaces()).some((each) =>
    each?.some((own) => plainAddress(own.address) === address),
  )
}

/** `block` is an address or CIDR. 0.0.0.0/0 covers IPv6 too. */
export function isInBlock(text: string, block: string): boolean {
  const address = parsePlain(text)
  const [start = '', bits] = block.split('/')
  // A block isn't unwrapped: mapped addresses are compared as IPv4.
  const first = bits === undefined ? parsePlain(start) : parse(start)
  if (!address || !first) return false
  if (block === '0.0.0.0/0' || block === '::/0') return true
  if (isV4(address))
    return isV4(first) && address.match(first, bits === undefined ? 32 : Number(bits))
  return !isV4(first) && address.match(first, bits === undefined ? 128 : Number(bits))
}

/** Throws if the name has no addresses. */
export async function resolveName(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}
