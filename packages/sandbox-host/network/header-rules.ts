/** Headers that the egress proxy puts into HTTPS requests to named hosts. */
import { z } from 'zod'

const maxHosts = 64
const maxRules = 16
const maxHeaders = 32
const maxValue = 8_192

/** They describe the connection, which is the proxy's. */
const reserved: ReadonlySet<string> = new Set([
  ...['host', 'connection', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'upgrade'],
  ...['content-length', 'transfer-encoding', 'te', 'trailer', 'expect'],
])

const headerName = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]{1,128}$/, 'not the name of a header')
  .refine((name) => !reserved.has(name.toLowerCase()), 'a header that the proxy sets itself')
const headerValue = z
  .string()
  .max(maxValue)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'not the value of a header')
  .refine((value) => !value.includes('${e2b.identity.'), 'this host has no workload identity')
const headers = z
  .record(headerName, headerValue)
  .refine((all) => Object.keys(all).length <= maxHeaders, `more than ${maxHeaders} headers`)
const rule = z.strictObject({
  transform: z.strictObject({ headers: headers.optional() }).optional(),
})

/** `host`: an exact name or `*.name`, in lower case. */
export function headerRulesFor(host: z.ZodType<string, string>) {
  return z
    .record(host, z.array(rule).max(maxRules))
    .refine((all) => Object.keys(all).length <= maxHosts, `more than ${maxHosts} hosts`)
}

export type HeaderRules = Record<string, Array<z.infer<typeof rule>>>

/** The exact name wins, then the longest wildcard; sets of rules aren't merged. Null without any. */
export function headersFor(rules: HeaderRules, host: string): Record<string, string> | null {
  const fitting = Object.keys(rules).filter(
    (name) => name === host || (name.startsWith('*.') && host.endsWith(name.slice(1))),
  )
  const [best] = fitting.sort((one, other) =>
    one === host ? -1 : other === host ? 1 : other.length - one.length,
  )
  const found = best === undefined ? [] : (rules[best] ?? [])
  const all = Object.assign({}, ...found.map((each) => each.transform?.headers ?? {}))
  return Object.keys(all).length === 0 ? null : all
}
