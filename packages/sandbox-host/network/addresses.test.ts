import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import os from 'node:os'
import { expect, test } from 'vitest'
import { isInBlock, isInnerAddress, isOwnAddress, plainAddress } from './addresses.ts'

const fixedSeed = 20_261_125

test.each([
  '127.0.0.1',
  '127.8.8.8',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.100.100.200',
  '192.0.0.192',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fe80::1%lo',
  'fec0::1',
  'fd00::1',
  'fd00:ec2::254',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::FFFF:A9FE:A9FE',
  '0:0:0:0:0:ffff:7f00:1',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::169.254.169.254',
  '64:ff9b:1::8.8.8.8',
  '2002:7f00:1::',
  '2001:0:7f00:1::1',
  '2001:db8::1',
  '100::1',
  'not an address',
  '127.1',
  '2130706433',
  '',
])('rule 16.3: %s is an inner address', (address) => {
  expect(isInnerAddress(address)).toBe(true)
})

test.each([
  '8.8.8.8',
  '172.32.0.1',
  '104.16.0.1',
  '2606:4700::1',
  '2001:4860:4860::8888',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
])('%s is an outer address', (address) => {
  expect(isInnerAddress(address)).toBe(false)
})

test("rule 16.3: the machine's own addresses are known, in whatever form", () => {
  expect(isOwnAddress('127.0.0.1')).toBe(true)
  expect(isOwnAddress('::ffff:7f00:1')).toBe(true)
  expect(isOwnAddress('8.8.8.8')).toBe(false)
  for (const own of Object.values(os.networkInterfaces()).flatMap((each) => each ?? []))
    if (!own.address.includes('%')) expect(isOwnAddress(own.address), own.address).toBe(true)
})

test.each([
  ['10.1.2.3', '10.0.0.0/8', true],
  ['11.1.2.3', '10.0.0.0/8', false],
  ['::ffff:10.1.2.3', '10.0.0.0/8', true],
  ['64:ff9b::a01:203', '10.1.2.3', true],
  ['1.1.1.1', '1.1.1.1', true],
  ['2606:4700::1', '2606:4700::/32', true],
  ['2606:4700::1', '2606:4700:0::1', true],
  ['2606:4700::1', '0.0.0.0/0', true],
  ['1.1.1.1', '::/0', true],
  ['1.1.1.1', '2000::/3', false],
  ['1.1.1.1', 'one.one', false],
])('%s in %s: %s', (address, block, expected) => {
  expect(isInBlock(address, block)).toBe(expected)
})

const v4 = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => [...bytes].join('.'))
const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 })
const prefixes = [0x64, 0x100, 0x2001, 0x2002, 0x2606, 0x3fff, 0x5f00, 0xfc00, 0xfe80, 0xfec0]
const v6 = fc
  .tuple(fc.constantFrom(...prefixes, 0, undefined), groups)
  .map(([first, all]) =>
    [first ?? all[0] ?? 0, ...all.slice(1)].map((n) => n.toString(16)).join(':'),
  )
/** What is not allowed to be outer whatever this module thinks of it. */
const dangerous = new Set(
  'unspecified broadcast multicast linkLocal loopback carrierGradeNat private reserved uniqueLocal'
    .split(' ')
    .concat([
      '6to4',
      'teredo',
      'benchmarking',
      'discard',
      'orchid2',
      'as112',
      'amt',
      'droneRemoteIdProtocolEntityTags',
    ]),
)

test('rule 16.3: whatever ipaddr.js holds for special is an inner address, in every form', () => {
  fc.assert(
    fc.property(v4, (address) => {
      const special = dangerous.has(ipaddr.IPv4.parse(address).range())
      const mapped = ipaddr.IPv4.parse(address).toIPv4MappedAddress().toString()
      if (special)
        for (const form of [address, mapped, `::ffff:${address}`, `64:ff9b::${address}`])
          expect(isInnerAddress(form), form).toBe(true)
      expect(isInnerAddress(mapped)).toBe(isInnerAddress(address))
      expect(plainAddress(mapped)).toBe(address)
    }),
    { seed: fixedSeed, numRuns: 5_000 },
  )
  fc.assert(
    fc.property(v6, (address) => {
      const range = ipaddr.IPv6.parse(address).range()
      if (dangerous.has(range)) expect(isInnerAddress(address), `${address} ${range}`).toBe(true)
      if (!isInnerAddress(address)) expect(range).toMatch(/^(unicast|ipv4Mapped|rfc6052)$/)
    }),
    { seed: fixedSeed, numRuns: 5_000 },
  )
})

test('rule 16.3: a block holds just what ipaddr.js says it holds', () => {
  fc.assert(
    fc.property(v4, v4, fc.integer({ min: 1, max: 32 }), (address, start, bits) => {
      const expected = ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parse(start), bits)
      expect(isInBlock(address, `${start}/${bits}`)).toBe(expected)
    }),
    { seed: fixedSeed, numRuns: 2_000 },
  )
})
