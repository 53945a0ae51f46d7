import { isIP } from 'node:net'
import { z } from 'zod'
import { type HeaderRules, headerRulesFor } from './header-rules.ts'

/** E2B's value for all addresses; here IPv6 too. */
export const allTraffic = '0.0.0.0/0'

/**
 * In order: private and loopback addresses are refused, `allowOut` is allowed, `denyOut` refused,
 * the package registry allowed; the rest needs `internet`.
 */
export interface NetworkRules {
  internet: boolean
  /** Addresses, CIDR blocks, names, or `*.name` for subdomains. Lower case. */
  allowOut: string[]
  /** Addresses and CIDR blocks. */
  denyOut: string[]
  /** What the proxy puts into HTTPS requests, by host. They open nothing. */
  headers?: HeaderRules
}

export const registryOnly: NetworkRules = { internet: false, allowOut: [], denyOut: [] }

const maxEntries = 256
const name = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

function isBlock(entry: string): boolean {
  const [address = '', bits, ...more] = entry.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  if (bits === undefined) return true
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
}

// A numeric last label means a malformed address.
function isName(entry: string): boolean {
  return entry.length <= 253 && name.test(entry) && !/(^|\.)\d+$/.test(entry)
}

const entry = z.string().max(256).toLowerCase()
const allowOut = z
  .array(entry.refine((each) => isBlock(each) || isName(each), 'neither an address nor a name'))
  .max(maxEntries)
const denyOut = z
  .array(entry.refine(isBlock, 'not an address; names can only be allowed'))
  .max(maxEntries)

const rules = headerRulesFor(
  entry.refine((each) => isName(each) && each !== '*', 'not the name of a host, nor *. and a name'),
)
const unsupported = { egressProxy: z.null().optional() }

/** Body of PUT /sandboxes/{id}/network. */
export const networkBody = z.strictObject({
  allow_internet_access: z.boolean().nullish(),
  allowOut: allowOut.nullish(),
  denyOut: denyOut.nullish(),
  rules: rules.nullish(),
  ...unsupported,
})

/** `network` in the body of POST /sandboxes. */
export const networkOptions = z.strictObject({
  allowOut: allowOut.nullish(),
  denyOut: denyOut.nullish(),
  allowPublicTraffic: z.literal(true).nullish(),
  rules: rules.nullish(),
  httpsPorts: z.array(z.never()).nullish(),
  ...unsupported,
})

interface Asked {
  allowOut?: string[] | null | undefined
  denyOut?: string[] | null | undefined
  rules?: HeaderRules | null | undefined
}

export function networkRules(asked: Asked, internet: boolean | null | undefined): NetworkRules {
  const denied = asked.denyOut ?? []
  return {
    internet: internet === true,
    allowOut: asked.allowOut ?? [],
    denyOut: internet === false ? [...denied, allTraffic] : denied,
    ...(Object.keys(asked.rules ?? {}).length > 0 && asked.rules ? { headers: asked.rules } : {}),
  }
}
