import { expect, test } from 'vitest'
import { allTraffic, networkBody, networkOptions, networkRules } from './network-rules.ts'

test('a sandbox reaches only the registry by default, and more or nothing on request', () => {
  expect(networkRules({}, undefined)).toEqual({ internet: false, allowOut: [], denyOut: [] })
  expect(networkRules({}, true)).toEqual({ internet: true, allowOut: [], denyOut: [] })
  expect(networkRules({ allowOut: ['a.example'], denyOut: ['10.0.0.0/8'] }, false)).toEqual({
    internet: false,
    allowOut: ['a.example'],
    denyOut: ['10.0.0.0/8', allTraffic],
  })
})

test.each(['1.1.1.1', '8.8.8.0/24', '2606:4700::/32', 'example.com', '*.Example.com', allTraffic])(
  '%s can be allowed',
  (entry) => {
    expect(networkBody.parse({ allowOut: [entry] }).allowOut).toEqual([entry.toLowerCase()])
  },
)

test.each([
  '',
  '*',
  '1.1.1.1/33',
  '1.1.1',
  'a..b',
  'http://a.example',
  'a.example:80',
  '*.*.a',
  '::/129',
])('%s can not be allowed', (entry) => {
  expect(networkBody.safeParse({ allowOut: [entry] }).success).toBe(false)
})

test("names can't be denied, and options that this host doesn't support are refused", () => {
  expect(networkBody.safeParse({ denyOut: ['example.com'] }).success).toBe(false)
  expect(networkBody.safeParse({ egressProxy: { address: 'a:1080' } }).success).toBe(false)
  expect(networkBody.safeParse({ rules: { '10.0.0.1': [{}] } }).success).toBe(false)
  expect(networkOptions.safeParse({ httpsPorts: [3000] }).success).toBe(false)
  expect(networkOptions.safeParse({ allowPublicTraffic: false }).success).toBe(false)
  expect(networkOptions.safeParse({ rules: {}, allowPublicTraffic: true }).success).toBe(true)
})
