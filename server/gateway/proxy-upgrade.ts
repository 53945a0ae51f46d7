import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { mayBeSet } from '../upstream/cookies.ts'
import { finalStatus, towardsSandbox } from '../upstream/headers.ts'
import { type ProxyContext } from './proxy-request.ts'
import { reach } from './reach.ts'
import type { Visit } from './visit.ts'

const upgradeWaitMs = 20_000
const probeAfterMs = 30_000

export function refuseUpgrade(socket: Duplex, status: number, words = STATUS_CODES[status] ?? '') {
  if (socket.destroyed) return
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(words)}\r\n\r\n${words}`,
  )
}

function headOf(answer: IncomingMessage): string {
  const lines = [`HTTP/1.1 101 ${STATUS_CODES[101]}`]
  for (const [name, values = []] of Object.entries(answer.headersDistinct))
    for (const value of values)
      if (name !== 'set-cookie' || mayBeSet(value)) lines.push(`${name}: ${value}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
  }
}

/** Resolves when the upgrade is accepted or refused. */
export async function proxyUpgrade(
  { upstreams }: ProxyContext,
  { sessionId }: Visit,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  // Otherwise a vanished browser would keep its sandbox awake forever.
  if (socket instanceof Socket) socket.setKeepAlive(true, probeAfterMs)
  const reached = await reach(upstreams, sessionId, upgradeWaitMs)
  if (socket.destroyed) return
  if (reached.is !== 'there') return refuseUpgrade(socket, 502)
  const { route } = reached
  const { promise, resolve } = Promise.withResolvers<void>()
  const onward = route.request(
    {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: {
        ...towardsSandbox(request.headers, route.host),
        connection: 'Upgrade',
        upgrade: request.headers.upgrade ?? 'websocket',
      },
    },
    'own',
  )
  const leave = () => onward.destroy()
  socket.once('close', leave)
  onward.on('upgrade', (answer, upstream, first) => {
    socket.off('close', leave)
    socket.write(headOf(answer))
    if (first.length > 0) socket.write(first)
    if (head.length > 0) upstream.write(head)
    join(socket, upstream)
    resolve()
  })
  onward.on('response', (answer) => {
    answer.resume()
    refuseUpgrade(socket, finalStatus(answer))
    resolve()
  })
  onward.on('error', () => {
    refuseUpgrade(socket, 502)
    void route.upstream.lost()
    resolve()
  })
  onward.end()
  return promise
}
