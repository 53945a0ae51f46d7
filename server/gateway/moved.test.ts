import http from 'node:http'
import { expect, it, onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import { ask, testPreviewId, startGateway } from './testing/gateway-resource.ts'
import { startPreviewServer } from './testing/preview-server.ts'
import { Watchers } from './watchers.ts'

const newId = 'xyz789xyz789'

async function start() {
  const preview = await startPreviewServer()
  onTestFinished(() => preview.close())
  const names = new Map([[testPreviewId, 'session-1']])
  const gate = await startGateway(async () => preview.upstream, {
    resolve: async (previewId) => {
      const sessionId = names.get(previewId)
      return sessionId === undefined ? null : { sessionId }
    },
  })
  onTestFinished(() => gate.close())
  const move = async () => {
    names.delete(testPreviewId)
    names.set(newId, 'session-1')
    await gate.gateway.forget('session-1')
  }
  return { preview, ...gate, move, newHost: `5173-${newId}.localhost:${gate.port}` }
}

it('rule 11.6: an old address serves nobody, and what was open over it closes', async () => {
  const { port, host, newHost, move } = await start()
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { headers: { host } })
  await new Promise((resolve) => socket.once('open', resolve))
  const socketClosed = new Promise((resolve) => socket.once('close', resolve))
  const events = Promise.withResolvers<http.IncomingMessage>()
  http.get({ port, path: '/events', headers: { host }, agent: false }, events.resolve)
  const stream = await events.promise
  const streamClosed = new Promise((resolve) => stream.once('close', resolve))
  stream.on('error', () => undefined)
  stream.resume()

  await move()
  await Promise.all([socketClosed, streamClosed])
  expect((await ask(port, '/', { host })).status).toBe(404)
  expect((await ask(port, '/', { host: newHost })).status).toBe(200)
})

it('rule 11.6: a request that was being looked up while the preview moved is not let in', async () => {
  const preview = await startPreviewServer()
  onTestFinished(() => preview.close())
  const first = Promise.withResolvers<{ sessionId: string } | null>()
  let lookups = 0
  const gate = await startGateway(async () => preview.upstream, {
    resolve: () => (lookups++ === 0 ? first.promise : Promise.resolve(null)),
  })
  onTestFinished(() => gate.close())
  const answer = ask(gate.port, '/', { host: gate.host })
  await vi.waitFor(() => expect(lookups).toBe(1))
  await gate.gateway.forget('session-1')
  first.resolve({ sessionId: 'session-1' })
  expect((await answer).status).toBe(404)
})

it('rule 11.6: a port that was opened under the old id lets nobody in, and the new id has another', async () => {
  const { gateway, port, move } = await start()
  const at = async (previewId: string) =>
    new URL(
      await gateway.previewAddress({
        requestHost: `127.0.0.2:${port}`,
        sessionId: 'session-1',
        previewId,
      }),
    )
  const old = await at(testPreviewId)
  await move()
  await expect(ask(Number(old.port), '/', { host: old.host })).rejects.toThrow('ECONNREFUSED')
  // a client that read the row just before
  const late = await at(testPreviewId)
  const fresh = await at(newId)
  expect(fresh.port).not.toBe(late.port)
  const come = async (url: URL) => {
    const first = await ask(Number(url.port), `/${url.search}`, { host: url.host })
    const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    return (await ask(Number(url.port), '/', { host: url.host, headers: { cookie } })).status
  }
  expect(await come(late)).toBe(404)
  expect(await come(fresh)).toBe(200)
})

it('rule 10.1: what is open over an old address closes also where nobody told of the move', async () => {
  const names = new Map([
    ['old', 'session-1'],
    ['new', 'session-1'],
  ])
  const watchers = new Watchers({
    touch: async () => undefined,
    resolve: async (previewId) => {
      const sessionId = names.get(previewId)
      return sessionId === undefined ? null : { sessionId }
    },
  })
  onTestFinished(() => watchers.close())
  const line = () => ({ destroy: vi.fn(), once: () => undefined })
  const [old, fresh] = [line(), line()]
  watchers.add('session-1', old, { previewId: 'old', watching: true })
  watchers.add('session-1', fresh, { previewId: 'new', watching: true })
  await watchers.check()
  expect(old.destroy).not.toHaveBeenCalled()
  names.delete('old')
  await watchers.check()
  expect(old.destroy).toHaveBeenCalledOnce()
  expect(fresh.destroy).not.toHaveBeenCalled()
})
