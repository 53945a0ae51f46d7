import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isInnerAddress } from './addresses.ts'
import { allowedAddresses, parseDestination, type Policy, whyRefused } from './egress-policy.ts'
import { type NetworkRules, registryOnly } from './network-rules.ts'
import { parseRegistry } from './registry.ts'

const fixedSeed = 20_261_125
const outer = '93.184.216.34'
const registry = parseRegistry('https://registry.example/')
function policyOf(rules: Partial<NetworkRules> = {}): Policy {
  return {
    registry,
    rules: { ...registryOnly, ...rules },
  }
}
function isOpen(rules: Partial<NetworkRules>, host: string, port = 443, address = outer) {
  return whyRefused(policyOf(rules), { host, port }, address) === null
}

test.each([
  ['registry.example:443', 'registry.example', 443],
  ['REGISTRY.Example.:443', 'registry.example', 443],
  ['2130706433:80', '127.0.0.1', 80],
  ['0x7f.1:80', '127.0.0.1', 80],
  ['0177.0.0.1:80', '127.0.0.1', 80],
  ['127.1:80', '127.0.0.1', 80],
  ['[::1]:443', '::1', 443],
  ['[::FFFF:127.0.0.1]:443', '::ffff:7f00:1', 443],
])('rule 16.3: %s is read as %s', (text, host, port) => {
  expect(parseDestination(text)).toEqual({ host, port })
})

test.each([
  'registry.example',
  'registry.example:0',
  'registry.example:65536',
  'registry.example:443/x',
  'evil@registry.example:443',
  'registry.example:443@evil:80',
  'registry.example:443#:80',
  'registry.example\\.evil:443',
  'registry.example%2eevil:443',
  'a b:80',
  'ｒegistry.example:443',
  '999.1.1.1:80',
  '.:80',
  ':80',
  '[::1:80',
  '[fe80::1%25lo]:80',
  '',
])('rule 16.3: %s is no destination', (text) => {
  expect(parseDestination(text)).toBeNull()
})

test('rule 16.1: without rules only the registry can be reached, on its own port', () => {
  expect(isOpen({}, 'registry.example')).toBe(true)
  expect(isOpen({}, 'registry.example', 22)).toBe(false)
  expect(isOpen({}, 'x.registry.example')).toBe(false)
  expect(isOpen({}, 'registry.example.evil')).toBe(false)
  expect(isOpen({}, 'other.example')).toBe(false)
})

test('rule 16.2: allowOut wins over denyOut, which wins over the registry and the internet', () => {
  const denyAll = { denyOut: ['0.0.0.0/0'] }
  expect(isOpen(denyAll, 'registry.example')).toBe(false)
  expect(isOpen(denyAll, 'registry.example', 443, '2606:4700::1')).toBe(false)
  expect(isOpen({ ...denyAll, internet: true }, 'other.example')).toBe(false)
  expect(isOpen({ ...denyAll, allowOut: ['other.example'] }, 'other.example')).toBe(true)
  expect(isOpen({ ...denyAll, allowOut: [outer] }, 'any.example', 8_443)).toBe(true)
  expect(isOpen({ internet: true }, 'other.example', 8_443)).toBe(true)
  expect(isOpen({ internet: true, denyOut: ['93.184.0.0/16'] }, 'other.example')).toBe(false)
  expect(isOpen({ internet: true, denyOut: ['94.0.0.0/8'] }, 'other.example')).toBe(true)
})

test('rule 16.2: a wildcard matches all names below, not the name itself; names open the web’s ports only', () => {
  const rules = { allowOut: ['*.example.com', 'one.example'] }
  expect(isOpen(rules, 'a.example.com')).toBe(true)
  expect(isOpen(rules, 'a.b.example.com', 80)).toBe(true)
  expect(isOpen(rules, 'example.com')).toBe(false)
  expect(isOpen(rules, 'notexample.com')).toBe(false)
  expect(isOpen(rules, 'one.example', 22)).toBe(false)
  expect(isOpen(rules, 'two.one.example')).toBe(false)
})

test('rule 16.3: no rule opens a private address or one of the machine’s own', () => {
  const all = { internet: true, allowOut: ['0.0.0.0/0', '10.0.0.0/8', '127.0.0.1', 'evil.example'] }
  for (const address of ['127.0.0.1', '10.1.1.1', '::ffff:a9fe:a9fe', '64:ff9b::7f00:1', 'fd00::1'])
    expect(isOpen(all, 'evil.example', 443, address), address).toBe(false)
  expect(isOpen(all, '127.0.0.1', 443, '127.0.0.1')).toBe(false)
})

test('rule 16.3: only the outer addresses of a name are used, and it is resolved once', async () => {
  let asked = 0
  const resolve = async () => {
    asked++
    return asked > 1 ? ['127.0.0.1'] : ['10.0.0.1', outer, '::1']
  }
  const to = { host: 'registry.example', port: 443 }
  expect(await allowedAddresses(policyOf(), to, resolve)).toEqual([outer])
  expect(asked).toBe(1)
  await expect(allowedAddresses(policyOf(), to, resolve)).rejects.toThrow(/private and loopback/)
})

test('rule 16.3: a name that no rule could open is not resolved', async () => {
  const resolve = () => Promise.reject(new Error('was resolved'))
  const to = { host: 'the-secret.evil.example', port: 443 }
  await expect(allowedAddresses(policyOf(), to, resolve)).rejects.toThrow(
    /only the package registry/,
  )
  const named = policyOf({ allowOut: ['*.good.example'] })
  await expect(allowedAddresses(named, to, resolve)).rejects.toThrow(/only the package registry/)
})

test('rule 16.3: no request and no DNS response makes the proxy connect to an inner address', async () => {
  const byte = fc.integer({ min: 0, max: 255 })
  const address = fc.oneof(
    fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.')),
    fc.tuple(byte, byte).map(([a, b]) => `::ffff:127.${a}.0.${b}`),
    fc.constantFrom('10.0.0.1', '169.254.169.254', '::1', 'fe80::1', '64:ff9b::a00:1', outer),
  )
  const written = fc.oneof(
    address.map((each) => (each.includes(':') ? `[${each}]:443` : `${each}:443`)),
    fc.nat(0xffffffff).map((number) => `${number}:443`),
    fc.nat(0xffffffff).map((number) => `0x${number.toString(16)}:443`),
    fc.constantFrom(
      'registry.example:443',
      'a.good.example:443',
      'localhost:443',
      'LOCALHOST.:443',
    ),
    fc.string({ maxLength: 20 }).map((text) => `${text}:443`),
  )
  const rules = fc.record({
    internet: fc.boolean(),
    allowOut: fc.array(
      fc.constantFrom('0.0.0.0/0', '::/0', '127.0.0.1', '*.good.example', 'localhost'),
    ),
    denyOut: fc.array(fc.constantFrom('0.0.0.0/0', '8.0.0.0/8')),
  })
  await fc.assert(
    fc.asyncProperty(
      written,
      fc.array(address, { minLength: 1 }),
      rules,
      async (text, found, own) => {
        const to = parseDestination(text)
        if (!to) return
        const policy = { registry, rules: own }
        const open = await allowedAddresses(policy, to, async () => found).catch(() => [])
        for (const each of open) expect(isInnerAddress(each), `${text} at ${each}`).toBe(false)
      },
    ),
    { seed: fixedSeed, numRuns: 3_000 },
  )
})
