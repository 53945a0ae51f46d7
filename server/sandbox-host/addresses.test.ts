import { expect, test } from 'vitest'
import { isInnerAddress, outerAddresses } from './addresses.ts'

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
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '64:ff9b::7f00:1',
  'not an address',
])('%s is an inner address', (address) => {
  expect(isInnerAddress(address)).toBe(true)
})

test.each(['8.8.8.8', '172.32.0.1', '104.16.0.1', '2606:4700::1', '::ffff:8.8.8.8'])(
  '%s is an outer address',
  (address) => {
    expect(isInnerAddress(address)).toBe(false)
  },
)

test('a name that resolves to loopback is refused', async () => {
  await expect(outerAddresses('localhost')).rejects.toThrow(/refused/)
})
