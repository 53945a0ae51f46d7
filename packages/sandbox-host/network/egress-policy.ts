/** Decides what a sandbox may connect to. Nothing else does. */
import { isIP } from 'node:net'
import { isInBlock, isInnerAddress, isOwnAddress } from './addresses.ts'
import type { NetworkRules } from './network-rules.ts'
import type { Registry } from './registry.ts'

/** The client names the host, so a rule for a name opens the web's ports only, as at E2B. */
const portsOfNames = [80, 443]

/** What a sandbox wants to reach. The host has the form that {@link parseDestination} gives it. */
export interface Destination {
  host: string
  port: number
}

export interface Policy {
  /** Null where npm names none. */
  registry: Registry | null
  rules: NetworkRules
}

export class RefusedError extends Error {}

/** Resolves a name to its addresses. Throws where there are none. */
export type Resolve = (host: string) => Promise<string[]>

/**
 * Parses `host:port`: no user, no path, always a port. Addresses in any notation (2130706433, 0x7f.1, 0177.0.0.1) become the
 * usual one; names become lower case, without a dot at the end.
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

/** Why `to` may not be reached at `address`, one that its name resolved to; null where it may. */
export function whyRefused(policy: Policy, to: Destination, address: string): string | null {
  const { rules } = policy
  // The operator may name a registry by any address.
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

/** Whether any address of `to` could be allowed. Other names aren't resolved, because a DNS query sends data out too. */
function isWorthAsking(policy: Policy, to: Destination): boolean {
  const { internet, allowOut } = policy.rules
  const hasBlocks = allowOut.some((entry) => isIP(entry.split('/')[0] ?? '') !== 0)
  return internet || hasBlocks || isRegistry(policy, to) || isAllowedByName(policy, to)
}

/**
 * The addresses at which `to` may be reached. The caller must connect to one of these, not to the name, which could resolve to
 * another address a moment later. Throws RefusedError where there is none, and the errors of `resolve`.
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
