/** What is open to a server must not keep it from stopping. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { newId } from '../shared/ids.ts'
import { docName } from '../shared/protocol/doc-names.ts'
import { startPreviewServer } from './gateway/testing/preview-server.ts'
import { stopWithin } from './stop.ts'
import { startAppServer } from './testing/app-server.ts'

/** Upgrades a raw socket that then neither reads nor answers. Resolves with it once the server has granted the upgrade. */
async function silentSocket(port: number, path: string, headers: Record<string, string>) {
  const socket = net.connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const lines = Object.entries({
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`)
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toContain('101 Switching Protocols')
  socket.pause()
  return socket
}

test('a server stops while previews and documents are open, and nobody answers its close frames', async () => {
  const preview = await startPreviewServer()
  onTestFinished(() => preview.close())
  const server = await startAppServer([], {
    sandboxes: { connectPreview: async () => preview.upstream },
  })
  const { api, cookie, origin } = server.visitor()
  await api.auth.guest.mutate()
  const id = newId()
  await api.sessions.create.mutate({ id })
  const address = new URL((await api.preview.address.query({ sessionId: id })).url)
  const { port } = server
  await silentSocket(port, '/', { Host: address.host })
  const host = new URL(server.url).host
  const signedIn = { Host: host, Origin: origin, Cookie: cookie() }
  await silentSocket(port, `/yjs/${docName.record(id)}`, signedIn)
  await silentSocket(port, '/trpc', signedIn)
  // ws gives a silent peer 30 s, a preview's socket has no limit at all
  let stopped = false
  const closed = server[Symbol.asyncDispose]().then(() => {
    stopped = true
  })
  await Promise.race([closed, wait(20_000)])
  expect(stopped).toBe(true)
})

test('stopping waits no longer than it may, and says for what it waited', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const said: string[] = []
  const stopped = stopWithin(
    async (step) => {
      step('runs')
      step('sandboxes')
      await new Promise(() => {})
    },
    8_000,
    (line) => said.push(line),
  )
  await vi.advanceTimersByTimeAsync(7_999)
  expect(said).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  await expect(stopped).resolves.toBeUndefined()
  expect(said).toEqual(['Stopped after 8 s without waiting longer for: sandboxes.'])
})

test('an error while stopping is passed on, and a quick end says nothing', async () => {
  const said: string[] = []
  await stopWithin(
    async () => {},
    8_000,
    (line) => said.push(line),
  )
  await expect(
    stopWithin(
      () => Promise.reject(new Error('broken')),
      8_000,
      (line) => said.push(line),
    ),
  ).rejects.toThrow('broken')
  expect(said).toEqual([])
})
