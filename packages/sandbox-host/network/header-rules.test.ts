import { expect, test } from 'vitest'
import { headersFor } from './header-rules.ts'
import { networkOptions, networkRules } from './network-rules.ts'

function of(value: string) {
  return [{ transform: { headers: { 'X-Key': value } } }]
}
const rules = {
  'api.example': of('exact'),
  '*.example': of('wide'),
  '*.inner.example': of('inner'),
  'many.example': [...of('first'), ...of('second'), { transform: { headers: { other: 'o' } } }],
  'bare.example': [{}],
}

test.each([
  ['api.example', { 'X-Key': 'exact' }],
  ['www.example', { 'X-Key': 'wide' }],
  ['a.b.example', { 'X-Key': 'wide' }],
  ['a.inner.example', { 'X-Key': 'inner' }],
  ['inner.example', { 'X-Key': 'wide' }],
  ['many.example', { 'X-Key': 'second', other: 'o' }],
  ['bare.example', null],
  ['example', null],
  ['badexample', null],
  ['api.example.evil', null],
])('rule 16.11: the rule for %s is the closest one', (host, headers) => {
  expect(headersFor(rules, host)).toEqual(headers)
})

function parsed(rules: unknown) {
  return networkOptions.safeParse({ rules })
}
test.each([
  ['an address', { '10.0.0.1': of('x') }],
  ['every host', { '*': of('x') }],
  ['a block', { '10.0.0.0/8': of('x') }],
  ['a header of the connection', { 'a.example': [{ transform: { headers: { Host: 'b' } } }] }],
  ['its length', { 'a.example': [{ transform: { headers: { 'content-length': '1' } } }] }],
  ['a broken name', { 'a.example': [{ transform: { headers: { 'a b': 'x' } } }] }],
  ['a second line', { 'a.example': of('x\r\nEvil: 1') }],
  ['a workload identity', { 'a.example': of('${e2b.identity.tokens.aws}') }],
  ['another transform', { 'a.example': [{ transform: { body: 'x' } }] }],
])('rule 18.4: a rule with %s is refused', (_, bad) => {
  expect(parsed(bad).success).toBe(false)
})

test('names of rules are in lower case', () => {
  const options = networkOptions.parse({ rules: { 'API.Example': of('x') } })
  expect(networkRules(options, null).headers).toEqual({ 'api.example': of('x') })
})
