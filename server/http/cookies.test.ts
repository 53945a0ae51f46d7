import http from 'node:http'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { users } from '../../drizzle/schema.ts'
import { browserKeyHeader } from '../../shared/browser-key.ts'
import { startAppServer } from '../testing/app-server.ts'

let server: Awaited<ReturnType<typeof startAppServer>>
let published: Awaited<ReturnType<typeof startAppServer>>
beforeAll(async () => {
  server = await startAppServer([])
  published = await startAppServer([], { env: { PUBLIC_URL: 'http://fegg.example' } })
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await published?.[Symbol.asyncDispose]()
})

interface Asked {
  path?: string
  method?: string
  headers: Record<string, string>
}

/** fetch() doesn't set Host. */
function ask(port: number, { path = '/', method = 'GET', headers }: Asked) {
  return new Promise<http.IncomingMessage>((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', path, method, headers }, (response) => {
      response.resume()
      resolve(response)
    })
    request.on('error', reject)
    request.end()
  })
}

const page = { accept: 'text/html' }

it.each([
  ['127.0.0.1', '/', '/'],
  ['127.0.0.1', '/s/abc?x=1', '/s/abc?x=1'],
  ['127.0.0.1', '//evil.example/', '/evil.example/'],
  ['127.0.0.1', '/\\evil.example', '/evil.example'],
  ['[::1]', '/w/team', '/w/team'],
])('rule 11.10: http://%s%s leads to localhost', async (name, path, to) => {
  const { port } = server
  const { statusCode, headers } = await ask(port, {
    path,
    headers: { ...page, host: `${name}:${port}` },
  })
  expect(statusCode).toBe(307)
  expect(headers.location).toBe(`http://localhost:${port}${to}`)
})

it.each<[string, Asked]>([
  ['localhost', { headers: { ...page, host: 'localhost' } }],
  ['another address of the machine', { headers: { ...page, host: '127.0.0.2' } }],
  ['an API call', { path: '/trpc/auth.me', headers: { accept: '*/*' } }],
  ['an API call by fetch', { path: '/trpc/auth.me', headers: { 'sec-fetch-dest': 'empty' } }],
  ['a health check', { path: '/healthz', headers: {} }],
  ['a script', { path: '/x.js', headers: { ...page, 'sec-fetch-dest': 'script' } }],
  ['a post', { method: 'POST', headers: page }],
  ['a proxy that adds its header', { headers: { ...page, 'x-forwarded-for': '192.0.2.1' } }],
  ['who is signed in there', { headers: { ...page, cookie: 'a=1; fegg_auth=x' } }],
])('rule 11.10: %s is answered where it comes', async (_, asked) => {
  const headers = { host: '127.0.0.1', ...asked.headers }
  const { statusCode } = await ask(server.port, { ...asked, headers })
  expect(statusCode).not.toBe(307)
})

it('rule 11.10: with a PUBLIC_URL elsewhere, the loopback address is a proxy’s', async () => {
  const { statusCode } = await ask(published.port, { headers: { ...page, host: '127.0.0.1' } })
  expect(statusCode).not.toBe(307)
})

it.each(['guest', 'signUp', 'signIn'])(
  'rule 41.1: auth.%s makes nothing for a browser that sends no cookie back',
  async (path) => {
    const key = randomBytes(32).toString('base64url')
    const input = {
      name: 'Anna',
      email: `${key}@example.com`.toLowerCase(),
      password: 'correct horse',
    }
    const call = (cookie: string) =>
      fetch(`${server.url}/trpc/auth.${path}`, {
        method: 'POST',
        headers: {
          origin: server.url,
          'content-type': 'application/json',
          [browserKeyHeader]: key,
          cookie,
        },
        body: JSON.stringify(input),
      })
    const before = await server.db.$count(users)
    for (let attempt = 0; attempt < 3; attempt++) {
      const refused = await call('')
      expect(refused.status).toBe(412)
      expect(await refused.text()).toContain('blocks cookies')
    }
    expect(await server.db.$count(users)).toBe(before)
    const probe = (await call('')).headers.get('set-cookie')?.split(';')[0] ?? ''
    expect(probe).toMatch(/^fegg_[0-9a-f]{12}_probe=1$/)
    const proven = await call(probe)
    expect(proven.status).toBe(path === 'signIn' ? 400 : 200)
    expect(await server.db.$count(users)).toBe(before + (path === 'signIn' ? 0 : 1))
  },
)
