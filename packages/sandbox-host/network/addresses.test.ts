import fc from 'fast-check'
import { BlockList, isIPv4 } from 'node:net'
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

test("rule 16.3: the machine's own addresses are recognized in any form", () => {
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
const special = listOf([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24'],
  ...['192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24'],
  ...['203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'],
])
/** Publicly routed IPv6, and the two forms that lead to IPv4. */
const routedV6 = listOf(['2000::/3'])
const mappedV4 = /^(?:0:0:0:0:0:ffff|64:ff9b:0:0:0:0):([\da-f]+):([\da-f]+)$/

function listOf(blocks: string[]): BlockList {
  const list = new BlockList()
  for (const block of blocks) {
    const [address = '', bits] = block.split('/')
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6')
  }
  return list
}

function asGroups(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}

test('rule 16.3: an IPv4 address is judged by the table of special blocks, in every form', () => {
  fc.assert(
    fc.property(v4, (address) => {
      const expected = special.check(address, 'ipv4')
      const groups = asGroups(address)
      for (const form of [
        ...[address, `::ffff:${address}`, `::FFFF:${groups}`, `0:0:0:0:0:ffff:${groups}`],
        ...[`64:ff9b::${address}`, `64:ff9b:0:0:0:0:${groups}`],
      ]) {
        expect(isInnerAddress(form), form).toBe(expected)
        expect(plainAddress(form), form).toBe(address)
      }
      // Other IPv6 forms of an IPv4 address are refused.
      for (const form of [
        ...[`::${address}`, `2002:${groups}::1`, `2001:0:${groups}::1`, `2001::${groups}`],
        ...[`64:ff9b:1::${address}`, `::ffff:0:${groups}`],
      ])
        expect(isInnerAddress(form), form).toBe(true)
    }),
    { seed: fixedSeed, numRuns: 5_000 },
  )
})

test('rule 16.3: an IPv6 address is judged by the table of special blocks', () => {
  fc.assert(
    fc.property(v6, (address) => {
      const isV4Inside = mappedV4.test(address)
      const isOuter = routedV6.check(address, 'ipv6') && !special.check(address, 'ipv6')
      if (!isV4Inside) expect(isInnerAddress(address), address).toBe(!isOuter)
    }),
    { seed: fixedSeed, numRuns: 5_000 },
  )
})

test.each([
  ...['192.31.196.1', '192.52.193.1', '192.175.48.1', '192.88.99.1', '203.0.113.9', '240.0.0.1'],
  ...['2620:4f:8000::1', '2001:2::1', '2001:3::1', '2001:4:112::1', '2001:10::1', '2001:20::1'],
  ...[
    '2001:30::1',
    '3fff::1',
    '5f00::1',
    '4000::1',
    'fc00::1',
    '::ffff:0:8.8.8.8',
    '2002:808:808::',
  ],
])('rule 16.3: %s is special: an inner address', (address) => {
  expect(isInnerAddress(address)).toBe(true)
})

test('rule 16.3: a block holds just the addresses that begin with its bits', () => {
  const asNumber = (address: string) =>
    address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
  fc.assert(
    fc.property(v4, v4, fc.integer({ min: 1, max: 32 }), (address, start, bits) => {
      const size = 2 ** (32 - bits)
      const expected = Math.floor(asNumber(address) / size) === Math.floor(asNumber(start) / size)
      expect(isInBlock(address, `${start}/${bits}`)).toBe(expected)
    }),
    { seed: fixedSeed, numRuns: 2_000 },
  )
})
