import { expect, test } from 'vitest'
import { searchRegex } from './search-files.ts'

const slowModule = new URL('./slow-search-worker.fixture.ts', import.meta.url)
const sources = [{ path: 'src/a.ts', text: 'one\ntwo\n' }]
const { signal } = new AbortController()

test('the time limit of a regular expression does not count how long its worker takes to load', async () => {
  const found = await searchRegex(sources, 't.o', signal, { module: slowModule, limitMs: 500 })
  expect(found).toMatchObject({ hits: [{ path: 'src/a.ts', line: 2, text: 'two' }], more: false })
})

test('an expression that backtracks without end is given up after the time limit', async () => {
  const endless = [{ path: 'src/a.ts', text: `${'a'.repeat(40)}!` }]
  const found = await searchRegex(endless, '^(a+)+$', signal, { module: slowModule, limitMs: 100 })
  expect(found).toBeNull()
})
