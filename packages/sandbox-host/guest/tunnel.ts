/** Two ways through the network namespace: in to a port, out to the egress proxy. */
import net from 'node:net'
import type { Duplex } from 'node:stream'

const connectTimeoutMs = 5_000
const loopback = ['127.0.0.1', '::1']

function connectTo(host: string, port: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, noDelay: true })
    const timer = setTimeout(() => socket.destroy(new Error('timed out')), connectTimeoutMs)
    socket.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    socket.once('connect', () => {
      clearTimeout(timer)
      resolve(socket)
    })
  })
}

async function connectToLoopback(port: number): Promise<net.Socket | null> {
  for (const host of loopback) {
    const socket = await connectTo(host, port).catch(() => undefined)
    if (socket) return socket
  }
  return null
}

/** When one socket ends or breaks, the other is closed too. */
export function join(one: Duplex, other: Duplex): void {
  if (one.destroyed || other.destroyed) {
    one.destroy()
    other.destroy()
    return
  }
  one.pipe(other)
  other.pipe(one)
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
  }
}

/**
 * Serves `CONNECT 127.0.0.1:PORT`: 200 and the raw stream, 502 if nothing listens, 403 if not
 * `allowed`.
 */
export async function openPort(
  authority: string,
  client: Duplex,
  head: Buffer,
  allowed: (port: number) => boolean,
): Promise<void> {
  const refuse = (status: string) => client.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`)
  client.on('error', () => client.destroy())
  const port = Number(/^127\.0\.0\.1:(\d{1,5})$/.exec(authority)?.[1])
  if (!(port >= 1 && port <= 65535) || !allowed(port)) {
    refuse('403 Forbidden')
    return
  }
  const target = await connectToLoopback(port)
  if (!target) {
    refuse('502 Bad Gateway')
    return
  }
  client.write('HTTP/1.1 200 OK\r\n\r\n')
  if (head.length > 0) target.write(head)
  join(client, target)
}

/** Relays 127.0.0.1:`port` to the proxy. */
export function relayEgress(port: number, proxySocket: string): Promise<void> {
  const server = net.createServer((inner) => join(inner, net.connect({ path: proxySocket })))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
}
