import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { expect, it, onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import { AppError } from '../../shared/protocol/errors.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import {
  appCookie,
  ask,
  reservedNames,
  testPreviewId,
  startGateway,
} from './testing/gateway-resource.ts'
import { gatewayLimits } from './proxy-request.ts'
import { type Seen, startPreviewServer, startRawServer } from './testing/preview-server.ts'

const bigBytes = 50 * 1024 * 1024

async function start() {
  const preview = await startPreviewServer()
  onTestFinished(() => preview.close())
  const gate = await startGateway(async () => preview.upstream)
  onTestFinished(() => gate.close())
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    ask(gate.port, path, { host: gate.host, headers, method })
  return { preview, ...gate, get }
}

function seenBy(body: string): Seen {
  return JSON.parse(body)
}

it('hands requests through with their method, path, query and headers', async () => {
  const { get, host } = await start()
  const { status, headers, body } = await get('/echo?a=1&b=%20x', {
    'x-mine': 'yes',
    te: 'trailers',
  })
  expect(status).toBe(200)
  const seen = seenBy(body)
  expect(seen).toMatchObject({ method: 'GET', url: '/echo?a=1&b=%20x' })
  expect(seen.headers).toMatchObject({ host, 'x-mine': 'yes' })
  expect(seen.headers.te).toBeUndefined()
  expect(headers['x-own']).toBe('kept')
  expect(headers['x-hop']).toBeUndefined()
})

it('rule 11.2: the app cookie never reaches the sandbox, and the sandbox can set none that reaches the app', async () => {
  const { get } = await start()
  const reserved = reservedNames.map((name) => `${name}=secret`).join('; ')
  const { headers, body } = await get('/echo', {
    cookie: `a=1; ${appCookie}=secret; fegg_preview_abc=key; ${reserved}; b=2`,
  })
  expect(seenBy(body).headers.cookie).toBe('a=1; b=2')
  expect(headers['set-cookie']).toEqual(['mine=1; Path=/'])
  expect(headers['clear-site-data']).toBeUndefined()
  const alone = await get('/echo', { cookie: `${appCookie}=secret` })
  expect(seenBy(alone.body).headers.cookie).toBeUndefined()
})

it('rule 11.3: only the app may frame a preview, and the page keeps its own policy', async () => {
  const { get, port } = await start()
  const framing = `frame-ancestors http://localhost:${port}`
  expect((await get('/')).headers['content-security-policy']).toBe(framing)
  expect((await get('/echo')).headers['content-security-policy']).toBe(`img-src 'self', ${framing}`)
})

it('rule 11.4: what is no preview of ours is not served', async () => {
  const { port } = await start()
  const statusOf = async (host: string) => (await ask(port, '/', { host })).status
  expect(await statusOf(`5173-unknown.localhost:${port}`)).toBe(404)
  expect(await statusOf(`49983-${testPreviewId}.localhost:${port}`)).toBe(404)
  expect(await statusOf(`22-${testPreviewId}.localhost:${port}`)).toBe(404)
  for (const host of [
    'localhost',
    `5173-${testPreviewId}.evil.example`,
    `5173-${testPreviewId}.localhost.`,
    `5173-${testPreviewId}.localhost:x`,
    `5173-${testPreviewId}@localhost`,
    `5173-.localhost`,
    `x5173-${testPreviewId}.localhost`,
  ])
    expect(await statusOf(host), host).toBe(421)
  expect(await statusOf(`5173-${testPreviewId.toUpperCase()}.LOCALHOST:${port}`)).toBe(200)
})

it('refuses a request target that names another host', async () => {
  const { port, host } = await start()
  expect((await ask(port, 'http://elsewhere.example/', { host })).status).toBe(400)
})

it('answers HEAD, ranges and statuses as they come', async () => {
  const { get } = await start()
  const head = await get('/', {}, 'HEAD')
  expect(head).toMatchObject({ status: 200, body: '' })
  expect(await get('/range', { range: 'bytes=2-5' })).toMatchObject({ status: 206, body: '2345' })
  expect((await get('/nothing')).status).toBe(404)
})

it('passes events on as they come, and tells the sandbox when the reader goes', async () => {
  const { preview, port, host } = await start()
  const { promise, resolve } = Promise.withResolvers<http.IncomingMessage>()
  const request = http.get({ port, path: '/events', headers: { host }, agent: false }, resolve)
  const response = await promise
  expect(response.headers['content-type']).toBe('text/event-stream')
  const next = () => new Promise<string>((done) => response.once('data', (d) => done(String(d))))
  const first = next()
  preview.tell('one')
  expect(await first).toBe('data: one\n\n')
  const second = next()
  preview.tell('two')
  expect(await second).toBe('data: two\n\n')
  const [event] = preview.events
  request.on('error', () => undefined)
  request.destroy()
  await vi.waitFor(() => expect(event?.destroyed).toBe(true), { timeout: 30_000 })
})

it('answers Expect: 100-continue and takes chunked bodies', async () => {
  const { port, host } = await start()
  const { promise, resolve } = Promise.withResolvers<http.IncomingMessage>()
  const continued = Promise.withResolvers<void>()
  const request = http.request({
    port,
    path: '/echo',
    method: 'PUT',
    agent: false,
    headers: { host, expect: '100-continue', 'transfer-encoding': 'chunked' },
  })
  request.on('continue', () => continued.resolve())
  request.on('response', resolve)
  request.flushHeaders()
  await continued.promise
  request.write('hello ')
  request.end('there')
  const body = (await (await promise).toArray()).join('')
  expect(seenBy(body)).toMatchObject({ method: 'PUT', body: { bytes: 11 } })
  expect(seenBy(body).headers['transfer-encoding']).toBe('chunked')
})

it('carries 50 MB both ways whole', async () => {
  const { port, host } = await start()
  const piece = randomBytes(256 * 1024)
  const hash = createHash('sha256')
  const upload = Readable.from(
    (function* () {
      for (let sent = 0; sent < bigBytes; sent += piece.length) {
        hash.update(piece)
        yield piece
      }
    })(),
  )
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
  const request = http.request(
    { port, path: '/echo', method: 'POST', headers: { host }, agent: false },
    resolve,
  )
  request.on('error', reject)
  upload.pipe(request)
  const seen = seenBy((await (await promise).toArray()).join(''))
  expect(seen.body).toEqual({ bytes: bigBytes, sha256: hash.digest('hex') })

  const download = Promise.withResolvers<http.IncomingMessage>()
  http.get(
    { port, path: `/big?bytes=${bigBytes}`, headers: { host }, agent: false },
    download.resolve,
  )
  let got = 0
  for await (const data of await download.promise) got += Buffer.from(data).length
  expect(got).toBe(bigBytes)
})

/** Returns the count once it stops rising. */
async function stillness(count: () => number): Promise<number> {
  let last = -1
  await vi.waitFor(
    () => {
      const before = last
      last = count()
      expect(last).toBeGreaterThan(0)
      expect(last).toBe(before)
    },
    { interval: 100, timeout: 10_000 },
  )
  return last
}

it('a reader that stops reading stops the sender: nothing piles up between them', async () => {
  const { preview, port, host } = await start()
  const before = preview.sent()
  const { promise, resolve } = Promise.withResolvers<http.IncomingMessage>()
  http.get({ port, path: `/big?bytes=${4 * bigBytes}`, headers: { host }, agent: false }, resolve)
  const response = await promise
  response.pause()
  expect(await stillness(() => preview.sent() - before)).toBeLessThan(bigBytes / 2)
  response.destroy()

  let offered = 0
  const piece = Buffer.alloc(256 * 1024)
  const upload = Readable.from(
    (function* () {
      for (; offered < 4 * bigBytes; offered += piece.length) yield piece
    })(),
  )
  const request = http.request({
    port,
    path: '/hang',
    method: 'POST',
    headers: { host },
    agent: false,
  })
  request.on('error', () => undefined)
  upload.pipe(request)
  expect(await stillness(() => offered)).toBeLessThan(bigBytes / 2)
  request.destroy()
})

it('an answer that breaks off in the sandbox breaks off at the browser too', async () => {
  const { get } = await start()
  await expect(get('/cut')).rejects.toThrow(/aborted|hang up|ECONNRESET/)
  expect((await get('/')).status).toBe(200)
})

it('rule 18.5: an answer that is no HTTP costs the browser that asked a 502 at most, and the server nothing', async () => {
  const head = 'Content-Length: 0\r\n\r\n'
  for (const [bytes, status] of [
    [`HTTP/1.1 200 O\x01K\r\n${head}`, 200],
    [`HTTP/1.1 099 X\r\n${head}`, 502],
    [`HTTP/1.1 000 X\r\n${head}`, 502],
    [`HTTP/1.1 999 X\r\n${head}`, 502],
    ['HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n', 502],
    [`HTTP/1.1 200 OK\r\nX-Own: a\x01b\r\n${head}`, 502],
    ['not at all', 502],
  ] as const) {
    const raw = await startRawServer(bytes)
    onTestFinished(() => raw.close())
    const gate = await startGateway(async () => raw.upstream)
    onTestFinished(() => gate.close())
    // Requests with a body aren't retried.
    const post = { host: gate.host, method: 'POST', body: 'x' }
    expect((await ask(gate.port, '/', post)).status, bytes).toBe(status)
    const socket = new WebSocket(`ws://127.0.0.1:${gate.port}/`, { headers: { host: gate.host } })
    await new Promise<Error>((resolve) => socket.once('error', resolve))
  }
})

it('a browser that goes away frees the sandbox from its request', async () => {
  const { preview, port, host } = await start()
  const request = http.get({ port, path: '/hang', headers: { host }, agent: false })
  request.on('error', () => undefined)
  await vi.waitFor(() => expect(preview.hanging.size).toBe(1), { timeout: 30_000 })
  const [inner] = preview.hanging
  request.destroy()
  await vi.waitFor(() => expect(inner?.destroyed).toBe(true), { timeout: 30_000 })
})

it('requests one after the other share a connection to the sandbox', async () => {
  const { preview, get } = await start()
  for (let i = 0; i < 20; i++) await get(`/${i}`)
  expect(preview.connections()).toBe(1)
})

it('rule 11.2: WebSockets pass both ways, without the app cookie in either', async () => {
  const { port, host } = await start()
  const socket = new WebSocket(`ws://127.0.0.1:${port}/headers`, {
    headers: { host, cookie: `${appCookie}=secret; mine=1` },
  })
  onTestFinished(() => socket.terminate())
  const upgraded = new Promise<http.IncomingMessage>((resolve) => socket.once('upgrade', resolve))
  const next = () =>
    new Promise<Buffer>((done) => socket.once('message', (data) => done(data as Buffer)))
  const first = next()
  expect((await upgraded).headers['set-cookie']).toEqual(['mine=1'])
  expect(JSON.parse(String(await first))).toMatchObject({ host, cookie: 'mine=1' })
  const big = randomBytes(1_000_000)
  const echoed = next()
  socket.send(big)
  expect(big.equals(await echoed)).toBe(true)
})

it('rule 7.7: a browser that vanishes without a word is noticed, lest its sandbox stays awake', async () => {
  const { port, host } = await start()
  const asked = vi.spyOn(Socket.prototype, 'setKeepAlive')
  onTestFinished(() => asked.mockRestore())
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { headers: { host } })
  onTestFinished(() => socket.terminate())
  await new Promise((resolve) => socket.once('open', resolve))
  const ofBrowser = asked.mock.calls.filter((_, at) => {
    const line = asked.mock.contexts[at]
    return line instanceof Socket && line.localPort === port
  })
  expect(ofBrowser).toEqual([[true, 30_000]])
})

it('refuses upgrades to unknown previews and to other ports', async () => {
  const { port } = await start()
  for (const host of [
    `5173-unknown.localhost:${port}`,
    `49983-${testPreviewId}.localhost:${port}`,
  ]) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { headers: { host } })
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve))
    expect(error.message).toContain('404')
  }
})

it('both ends of a WebSocket end together', async () => {
  const { preview, port, host } = await start()
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { headers: { host } })
  await new Promise((resolve) => socket.once('open', resolve))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await preview.close()
  await closed
})

it('shows a page that says so while the sandbox starts, and asks again by itself', async () => {
  const preview = await startPreviewServer()
  onTestFinished(() => preview.close())
  const ready = Promise.withResolvers<PreviewUpstream>()
  const gate = await startGateway(() => ready.promise)
  onTestFinished(() => gate.close())
  const page = await ask(gate.port, '/', { host: gate.host, headers: { accept: 'text/html' } })
  expect(page.status).toBe(503)
  expect(page.body).toContain('Starting the preview')
  expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  const poll = ask(gate.port, '/', { host: gate.host, headers: { 'x-fegg-wait': '1' } })
  const asset = ask(gate.port, '/range', { host: gate.host })
  ready.resolve(preview.upstream)
  expect((await poll).status).toBe(204)
  expect((await asset).status).toBe(206)
})

it('says in words why a preview failed, without letting them become markup', async () => {
  const gate = await startGateway(async () => {
    throw new AppError('sandbox_failed', 'vite: <script>alert(1)</script>')
  })
  onTestFinished(() => gate.close())
  const page = await ask(gate.port, '/', { host: gate.host, headers: { accept: 'text/html' } })
  expect(page.status).toBe(503)
  expect(page.body).toContain('&#60;script&#62;alert(1)')
  expect(page.body).not.toContain('<script>alert')
  const asset = await ask(gate.port, '/x.js', { host: gate.host })
  expect(asset).toMatchObject({ status: 502, headers: { 'content-type': /text\/plain/ } })
})

it('a dev server that is away for a moment is waited for', async () => {
  const preview = await startPreviewServer()
  onTestFinished(() => preview.close())
  if (preview.upstream.kind !== 'stream') throw new Error('a stream is expected')
  const { upstream } = preview
  let refusals = 3
  const gate = await startGateway(async () => flaky)
  onTestFinished(() => gate.close())
  const flaky: PreviewUpstream = {
    ...upstream,
    connect: async () => {
      if (refusals-- > 0) throw new Error('closed')
      return upstream.connect()
    },
  }
  expect((await ask(gate.port, '/range', { host: gate.host })).status).toBe(206)
})

/** Sends `bytes` without saying how many there will be, until it is answered. */
function upload(to: { port: number; host: string }, bytes: number): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
  const request = http.request(
    { port: to.port, path: '/echo', method: 'POST', headers: { host: to.host }, agent: false },
    resolve,
  )
  const piece = Buffer.alloc(1_000_000)
  const body = Readable.from(
    (function* () {
      for (let sent = 0; sent < bytes; sent += piece.length) yield piece
    })(),
  )
  // the connection is closed after the answer, in the middle of the body
  request.on('error', reject)
  body.pipe(request)
  return promise
}

it('rule 36.12: a body above the limit is refused, whether it says its length or not', async () => {
  const { port, host, get } = await start()
  const declared = await get(
    '/echo',
    { 'content-length': String(gatewayLimits.bodyBytes + 1) },
    'POST',
  )
  expect(declared.status).toBe(413)
  expect(declared.body).toBe('A request to a preview has at most 100 MB.')
  const endless = await upload({ port, host }, 2 * gatewayLimits.bodyBytes)
  expect(endless.statusCode).toBe(413)
  const whole = await upload({ port, host }, gatewayLimits.bodyBytes)
  expect(whole.statusCode).toBe(200)
})

it('rule 36.12: a preview with too many connections says so, and takes new ones when others end', async () => {
  const { port, host, get } = await start()
  const open: http.ClientRequest[] = []
  onTestFinished(() => {
    for (const request of open) request.destroy()
  })
  const agent = new http.Agent({ maxSockets: Number.POSITIVE_INFINITY })
  for (let n = 0; n < gatewayLimits.connections; n += 100) {
    const some = Array.from({ length: 100 }, async () => {
      const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
      const request = http.get({ port, path: '/events', headers: { host }, agent }, resolve)
      request.on('error', reject)
      open.push(request)
      expect((await promise).statusCode).toBe(200)
    })
    await Promise.all(some)
  }
  const refused = await get('/')
  expect(refused.status).toBe(503)
  expect(refused.body).toMatch(/This preview has 1000 connections/)
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { headers: { host } })
  const [error] = await once(socket, 'error')
  expect(String(error)).toContain('503')
  open[0]?.destroy()
  await vi.waitFor(async () => expect((await get('/')).status).toBe(200), 10_000)
})
