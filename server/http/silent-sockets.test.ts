import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createManualClock } from '../testing/manual-clock.ts'
import { cutSilentSockets, pingMs } from './silent-sockets.ts'

test('rule 36.3: a socket with half a frame and no pong is cut, and one that responds stays', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const open = async (autoPong: boolean) => {
    const socket = new WebSocket(`ws://127.0.0.1:${address.port}`, { autoPong })
    await once(socket, 'open')
    return socket
  }
  const living = await open(true)
  const silent = await open(false)
  const { clock, advance } = createManualClock()
  const end = cutSilentSockets(server.clients, clock)
  // the first fragment of a message that never ends
  silent.send('', { fin: false })
  const closed = once(silent, 'close')
  let ponged = 0
  for (const client of server.clients) client.on('pong', () => ponged++)
  advance(pingMs)
  await expect.poll(() => ponged).toBe(1)
  advance(pingMs)
  await closed
  await expect.poll(() => ponged).toBe(2)
  expect(living.readyState).toBe(WebSocket.OPEN)
  expect(server.clients.size).toBe(1)
  end()
  living.terminate()
  server.close()
})
