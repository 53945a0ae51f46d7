/** Where a sandbox may go: the one place that decides it. */
import { isIP } from 'node:net'
import { isInBlock, isInnerAddress, isOwnAddress } from './addresses.ts'
import type { NetworkRules } from './network-rules.ts'
import type { Registry } from './registry.ts'

/** Names are told from one another by clients' own words, so a rule for a name opens the web's ports only, as at E2B. */
const portsOfNames = [80, 443]

/** What a sandbox wants to reach. The host is a name or an address in the form that {@link parseDestination} gives it. */
export interface Destination {
  host: string
  port: number
}

export interface Policy {
  /** Undefined where npm names none. */
  registry: Registry | undefined
  rules: NetworkRules
}

/** The rules don't allow it; the message says why. */
export class RefusedError extends Error {}

/** Asks for a name's addresses; throws where there are none. */
export type Resolve = (host: string) => Promise<string[]>

/**
 * Reads `host:port`, nothing else: no user, no path, a port always. Numbers in any notation (2130706433, 0x7f.1, 0177.0.0.1)
 * come out as the address that they are; names in lower case, without a dot at the end.
 */
export function parseDestination(text: string): Destination | undefined {
  const [, name, digits] = /^([\w.-]{1,253}|\[[\da-fA-F:.]{2,45}\]):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (name === undefined || port < 1 || port > 65_535) return undefined
  const url = `http://${name}`
  if (!URL.canParse(url)) return undefined
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  return host === '' ? undefined : { host, port }
}

function isRegistry({ registry }: Policy, { host, port }: Destination): boolean {
  return registry !== undefined && host === registry.host && port === registry.port
}

function isNamed(entry: string, host: string): boolean {
  if (isIP(host) !== 0) return false
  return entry.startsWith('*.') ? host.endsWith(entry.slice(1)) : host === entry
}

function isAllowedByName({ rules }: Policy, { host, port }: Destination): boolean {
  return portsOfNames.includes(port) && rules.allowOut.some((entry) => isNamed(entry, host))
}

/** Why `to` may not be reached at `address`, which is one that its name resolved to; undefined where it may. */
export function whyRefused(policy: Policy, to: Destination, address: string): string | undefined {
  const { rules } = policy
  // An address that the operator wrote out as such is taken as it is.
  const isMeant = isRegistry(policy, to) && isIP(to.host) !== 0
  if (!isMeant && isInnerAddress(address)) return 'private and loopback addresses are refused'
  if (!isMeant && isOwnAddress(address)) return "this machine's own addresses are refused"
  if (isAllowedByName(policy, to)) return undefined
  if (rules.allowOut.some((entry) => isInBlock(address, entry))) return undefined
  if (rules.denyOut.some((entry) => isInBlock(address, entry)))
    return 'the rules of the sandbox deny it'
  if (isRegistry(policy, to) || rules.internet) return undefined
  return 'it is not the package registry'
}

/** Whether any address of `to` could be allowed: a name that can't is not even looked up, for a look-up tells somebody. */
function isWorthAsking(policy: Policy, to: Destination): boolean {
  const { internet, allowOut } = policy.rules
  const hasBlocks = allowOut.some((entry) => isIP(entry.split('/')[0] ?? '') !== 0)
  return internet || hasBlocks || isRegistry(policy, to) || isAllowedByName(policy, to)
}

/**
 * The addresses at which `to` may be reached. The caller connects to one of these and never to the name, which could resolve to
 * another address a moment later. Throws RefusedError where there is none, and what `resolve` throws.
 */
export async function allowedAddresses(
  policy: Policy,
  to: Destination,
  resolve: Resolve,
): Promise<string[]> {
  const isAddress = isIP(to.host) !== 0
  if (!isAddress && !isWorthAsking(policy, to))
    throw new RefusedError('it is not the package registry')
  const found = isAddress ? [to.host] : await resolve(to.host)
  const refusals = found.map((address) => whyRefused(policy, to, address))
  const allowed = found.filter((_, at) => refusals[at] === undefined)
  if (allowed.length === 0) throw new RefusedError(refusals[0] ?? 'the name has no address')
  return allowed
}
