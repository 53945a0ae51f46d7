import { expect, test } from 'vitest'
import { createAddressOf } from './address-of.ts'

test.each([
  [false, '10.0.0.9', '1.1.1.1', '10.0.0.9'],
  [1, '10.0.0.9', '6.6.6.6, 1.1.1.1', '1.1.1.1'],
  [2, '10.0.0.9', '6.6.6.6, 1.1.1.1', '6.6.6.6'],
  [1, '10.0.0.9', undefined, '10.0.0.9'],
  [1, '10.0.0.9', 'nonsense', '10.0.0.9'],
  ['10.0.0.0/8', '10.0.0.9', '6.6.6.6, 1.1.1.1', '1.1.1.1'],
  ['10.0.0.0/8', '9.9.9.9', '1.1.1.1', '9.9.9.9'],
  ['loopback, fd00::1', '::ffff:127.0.0.1', '6.6.6.6, 2001:db8::1, fd00::1', '2001:db8::1'],
] as const)(
  'rules 6.12 and 37.5: behind the trusted proxies %j, %s forwarding %j is %s',
  (trust, remoteAddress, forwarded, expected) => {
    const addressOf = createAddressOf(trust)
    const socket = { remoteAddress } as never
    expect(addressOf({ headers: { 'x-forwarded-for': forwarded }, socket })).toBe(expected)
  },
)
