import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { appCookie, ask, testPreviewId, startGateway } from './testing/gateway-resource.ts'
import { startPreviewServer } from './testing/preview-server.ts'

const session = { sessionId: 'session-1', previewId: testPreviewId }

async function start(previewDomain?: { host: string; scheme: 'http' | 'https' }) {
  const preview = await startPreviewServer()
  onTestFinished(() => preview.close())
  const gate = await startGateway(
    async () => preview.upstream,
    previewDomain ? { previewDomain } : {},
  )
  onTestFinished(() => gate.close())
  return { preview, ...gate }
}

async function opened() {
  const started = await start()
  const { gateway, port } = started
  const address = await gateway.previewAddress({ ...session, requestHost: `127.0.0.2:${port}` })
  const url = new URL(address)
  const own = Number(url.port)
  const host = `127.0.0.2:${own}`
  const first = await ask(own, `${url.pathname}${url.search}`, { host })
  const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  return { ...started, url, own, host, first, cookie }
}

it('rule 11.1: who came by localhost gets a name of localhost, with the port they used', async () => {
  const { gateway } = await start({ host: 'previews.example', scheme: 'https' })
  const at = (requestHost: string) => gateway.previewAddress({ ...session, requestHost })
  expect(await at('localhost:8080')).toBe(`http://5173-${testPreviewId}.localhost:8080/`)
  expect(await at('app.localhost')).toBe(`http://5173-${testPreviewId}.localhost/`)
  expect(await at('fegg.example')).toBe(`https://5173-${testPreviewId}.previews.example/`)
  await expect(at('evil/../host')).rejects.toThrow('malformed')
})

it('rule 11.1: PREVIEW_DOMAIN is served by its names', async () => {
  const { port } = await start({ host: 'previews.example:9000', scheme: 'http' })
  const host = `5173-${testPreviewId}.previews.example:9000`
  expect((await ask(port, '/', { host })).status).toBe(200)
})

it('rule 11.1: who came by another address gets a port of the session, opened once', async () => {
  const { gateway, port, url } = await opened()
  expect(url.hostname).toBe('127.0.0.2')
  expect(Number(url.port)).not.toBe(port)
  const again = await gateway.previewAddress({ ...session, requestHost: `127.0.0.2:${port}` })
  expect(again).toBe(url.href)
})

it('rule 11.1: a port gives nothing to who does not know the preview', async () => {
  const { own, host } = await opened()
  expect(await ask(own, '/', { host })).toMatchObject({ status: 404, body: 'Not found' })
  expect((await ask(own, '/?__fegg=guess', { host })).status).toBe(404)
  expect((await ask(own, '/', { host, headers: { cookie: 'fegg_preview_x=1' } })).status).toBe(404)
  const socket = new WebSocket(`ws://127.0.0.1:${own}/`, { headers: { host } })
  const error = await new Promise<Error>((resolve) => socket.once('error', resolve))
  expect(error.message).toContain('404')
})

it('rule 11.1: the first address sets a cookie of its own and leads to the page', async () => {
  const { own, host, port, first, cookie } = await opened()
  expect(first).toMatchObject({ status: 303, headers: { location: '/' } })
  expect(first.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Lax$/)
  expect(cookie).not.toContain(testPreviewId)
  const page = await ask(own, '/', { host, headers: { cookie } })
  expect(page).toMatchObject({ status: 200, body: '<h1>The preview</h1>' })
  expect(page.headers['content-security-policy']).toContain(`http://127.0.0.2:${port}`)
})

it('rule 11.2: the app cookie, which browsers send to every port, goes no further', async () => {
  const { own, host, cookie } = await opened()
  const headers = { cookie: `${appCookie}=secret; ${cookie}; theirs=1` }
  const { body, headers: answered } = await ask(own, '/echo', { host, headers })
  expect(JSON.parse(body).headers.cookie).toBe('theirs=1')
  expect(answered['set-cookie']).toEqual(['mine=1; Path=/'])
})

it('a first address never leads to another host', async () => {
  const { own, host } = await opened()
  const first = await ask(own, `//evil.example/?__fegg=${testPreviewId}`, { host })
  expect(first.headers.location?.startsWith('//')).not.toBe(true)
})

it('a WebSocket passes through a port of its own', async () => {
  const { own, host, cookie } = await opened()
  const socket = new WebSocket(`ws://127.0.0.1:${own}/`, { headers: { host, cookie } })
  onTestFinished(() => socket.terminate())
  await new Promise((resolve) => socket.once('open', resolve))
  const echoed = new Promise((resolve) => socket.once('message', (data) => resolve(String(data))))
  socket.send('hello')
  expect(await echoed).toBe('hello')
})

it('a forgotten session is cut off', async () => {
  const { gateway, own, host, cookie } = await opened()
  const socket = new WebSocket(`ws://127.0.0.1:${own}/`, { headers: { host, cookie } })
  await new Promise((resolve) => socket.once('open', resolve))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await gateway.forget(session.sessionId)
  await closed
  await expect(ask(own, '/', { host, headers: { cookie } })).rejects.toThrow('ECONNREFUSED')
})

it('rule 37.5: so many previews have a port; the one without a connection that was asked for longest ago gives its way', async () => {
  const preview = await startPreviewServer()
  onTestFinished(() => preview.close())
  const gate = await startGateway(async () => preview.upstream, { maxPorts: 2 })
  onTestFinished(() => gate.close())
  const { gateway, port } = gate
  const requestHost = `127.0.0.2:${port}`
  const ask = async (name: string) => {
    const who = { sessionId: name, previewId: name.repeat(20), requestHost }
    return Number(new URL(await gateway.previewAddress(who)).port)
  }
  const [a, b] = [await ask('a'), await ask('b')]
  const first = connect(a, '127.0.0.1')
  const held = [first]
  await once(first, 'connect')
  const c = await ask('c')
  expect(gateway.ports()).toBe(2)
  expect(await ask('a')).toBe(a)
  expect(await ask('c')).toBe(c)
  expect(c).not.toBe(b)
  const last = connect(c, '127.0.0.1')
  held.push(last)
  await once(last, 'connect')
  await expect
    .poll(() =>
      ask('d').then(
        () => 'opened',
        (error: Error) => error.message,
      ),
    )
    .toMatch(/All 2 preview ports .*PREVIEW_DOMAIN/)
  for (const socket of held) socket.destroy()
})
