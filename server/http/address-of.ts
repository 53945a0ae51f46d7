import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Fastify's names for ranges of addresses. */
const named: Record<string, string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

function plain(address: string): string {
  const mapped = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(mapped) === 0 ? '' : mapped
}

function family(address: string) {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}

function proxiesOf(list: string): BlockList {
  const proxies = new BlockList()
  for (const network of list.split(',').flatMap((name) => named[name.trim()] ?? [name.trim()])) {
    const [address = '', bits] = network.split('/')
    if (bits === undefined) proxies.addAddress(address, family(address))
    else proxies.addSubnet(address, Number(bits), family(address))
  }
  return proxies
}

/**
 * The client's IP address of an upgrade, as Fastify finds it for requests: `X-Forwarded-For` counts only as far as
 * trusted proxies have set it.
 */
export function createAddressOf(
  trustProxy: number | string | false,
): (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string {
  const proxies = typeof trustProxy === 'string' ? proxiesOf(trustProxy) : null
  const trusts = (address: string, hop: number) =>
    proxies
      ? address !== '' && proxies.check(address, family(address))
      : typeof trustProxy === 'number' && hop < trustProxy
  return ({ headers, socket }) => {
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
    const hops = [socket.remoteAddress ?? '', ...forwarded.reverse().map((hop) => hop.trim())]
      .map(plain)
      .filter((address, index) => index === 0 || address !== '')
    const own = hops.findIndex((address, hop) => !trusts(address, hop))
    return hops[own === -1 ? hops.length - 1 : own] ?? ''
  }
}
