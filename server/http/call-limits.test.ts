import { afterAll, beforeAll, expect, test } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { startAppServer } from '../testing/app-server.ts'

type App = Awaited<ReturnType<typeof startAppServer>>
let app: App
const perMinute = 150
beforeAll(async () => {
  app = await startAppServer([], {
    env: { MAX_CALLS_PER_MINUTE: String(perMinute), TRUST_PROXY: '1' },
  })
})
afterAll(() => app?.[Symbol.asyncDispose]())

async function batch(calls: number, from: string) {
  const paths = Array.from({ length: calls }, () => 'auth.me').join(',')
  const response = await fetch(`${app.url}/trpc/${paths}?batch=1&input={}`, {
    headers: { 'x-forwarded-for': from },
  })
  return { status: response.status, text: await response.text() }
}

test('rule 36.10: a request with one call too many is refused, and nothing of it is done', async () => {
  expect(await batch(limits.batchCalls, '192.0.2.1')).toMatchObject({ status: 200 })
  const refused = await batch(limits.batchCalls + 1, '192.0.2.2')
  expect(refused.status).toBe(400)
  expect(refused.text).toContain('"code":"bad_input"')
  // nothing was counted
  for (let left = perMinute; left >= limits.batchCalls; left -= limits.batchCalls)
    expect(await batch(limits.batchCalls, '192.0.2.2')).toMatchObject({ status: 200 })
})

test('rule 36.10: an address that calls too often is told when to go on, and others notice nothing', async () => {
  for (let left = perMinute; left >= 30; left -= 30)
    expect(await batch(30, '192.0.2.3')).toMatchObject({ status: 200 })
  const refused = await batch(1, '192.0.2.3')
  expect(refused.status).toBe(429)
  expect(refused.text).toMatch(/"code":"rate_limited","message":"[^"]*Wait \d+ seconds/)
  expect(await batch(1, '192.0.2.4')).toMatchObject({ status: 200 })
})
