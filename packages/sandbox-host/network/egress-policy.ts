import { isIP } from 'node:net'
import { isInBlock, isInnerAddress, isOwnAddress } from './addresses.ts'
import type { NetworkRules } from './network-rules.ts'
import type { Registry } from './registry.ts'

/** As at E2B: the client states the name, so name rules cover only these ports. */
const portsOfNames = [80, 443]

/** `host` is normalized by {@link parseDestination}. */
export interface Destination {
  host: string
  port: number
}

export interface Policy {
  /** Null if npm has no registry configured. */
  registry: Registry | null
  rules: NetworkRules
}

/** Rules are for HTTPS on its own port. */
export const headersPort = 443

export class RefusedError extends Error {}

/** Throws if the name has no addresses. */
export type Resolve = (host: string) => Promise<string[]>

/**
 * Parses `host:port`. Normalizes names, and IPv4 in any notation (2130706433, 0x7f.1, 0177.0.0.1).
 */
export function parseDestination(text: string): Destination | null {
  const [, name, digits] = /^([\w.-]{1,253}|\[[\da-fA-F:.]{2,45}\]):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (name === undefined || port < 1 || port > 65_535) return null
  const url = `http://${name}`
  if (!URL.canParse(url)) return null
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  return host === '' ? null : { host, port }
}

function isRegistry({ registry }: Policy, { host, port }: Destination): boolean {
  return registry !== null && host === registry.host && port === registry.port
}

function isNamed(entry: string, host: string): boolean {
  if (isIP(host) !== 0) return false
  return entry.startsWith('*.') ? host.endsWith(entry.slice(1)) : host === entry
}

function isAllowedByName({ rules }: Policy, { host, port }: Destination): boolean {
  return portsOfNames.includes(port) && rules.allowOut.some((entry) => isNamed(entry, host))
}

/** Null if allowed. `address` is one that `to` resolved to. */
export function whyRefused(policy: Policy, to: Destination, address: string): string | null {
  const { rules } = policy
  // An operator's registry may have a private address.
  const isMeant = isRegistry(policy, to) && isIP(to.host) !== 0
  if (!isMeant && isInnerAddress(address)) return 'private and loopback addresses are refused'
  if (!isMeant && isOwnAddress(address)) return "this machine's own addresses are refused"
  if (isAllowedByName(policy, to)) return null
  if (rules.allowOut.some((entry) => isInBlock(address, entry))) return null
  if (rules.denyOut.some((entry) => isInBlock(address, entry)))
    return 'the rules of the sandbox deny it'
  if (isRegistry(policy, to) || rules.internet) return null
  return 'only the package registry is allowed'
}

/** Names that can't be allowed aren't resolved: a DNS query could leak data. */
function isWorthAsking(policy: Policy, to: Destination): boolean {
  const { internet, allowOut } = policy.rules
  const hasBlocks = allowOut.some((entry) => isIP(entry.split('/')[0] ?? '') !== 0)
  return internet || hasBlocks || isRegistry(policy, to) || isAllowedByName(policy, to)
}

/**
 * The caller must connect to a returned address, not to the name, which could resolve differently
 * next time. Throws RefusedError if none is allowed, and errors of `resolve`.
 */
export async function allowedAddresses(
  policy: Policy,
  to: Destination,
  resolve: Resolve,
): Promise<string[]> {
  const isAddress = isIP(to.host) !== 0
  if (!isAddress && !isWorthAsking(policy, to))
    throw new RefusedError('only the package registry is allowed')
  const found = isAddress ? [to.host] : await resolve(to.host)
  const refusals = found.map((address) => whyRefused(policy, to, address))
  const allowed = found.filter((_, at) => refusals[at] === null)
  if (allowed.length === 0) throw new RefusedError(refusals[0] ?? 'the name has no address')
  return allowed
}
