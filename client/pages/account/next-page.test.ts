import { afterEach, expect, test, vi } from 'vitest'
import { keepNext, keptNext, safeNext } from './next-page.ts'

afterEach(() => vi.unstubAllGlobals())

function stubStorage() {
  const texts = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => texts.set(key, text),
    removeItem: (key: string) => texts.delete(key),
  })
}

test.each([
  ['/invite/abc?x=1#y', '/invite/abc?x=1#y'],
  [null, null],
  ['', null],
  ['//evil.example', null],
  ['/\\evil.example', null],
  ['/\t/evil.example', null],
  ['https://evil.example', null],
  ['javascript:alert(1)', null],
  ['/a\r\nset-cookie: x=y', null],
])('rule 40.11: with next=%j a sign-in leads to %j', (next, page) => {
  expect(safeNext(next)).toBe(page)
  stubStorage()
  if (next !== null) keepNext(next)
  expect(keptNext()).toBe(page)
})

test('rule 40.11: a sign-in without a page forgets the one before', () => {
  stubStorage()
  keepNext('/settings')
  keepNext(null)
  expect(keptNext()).toBeNull()
})

test('rule 40.11: where storage is blocked a sign-in leads to the first workspace', () => {
  vi.stubGlobal('sessionStorage', undefined)
  keepNext('/settings')
  expect(keptNext()).toBeNull()
})
