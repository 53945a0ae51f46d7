import net, { type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SandboxHost, SandboxHostOptions } from '@fegg/sandbox-host'
import { startSandboxHost } from '@fegg/sandbox-host'

const headLimitBytes = 64 * 1024

/** The first request's Host decides the connection's target. */
async function readHead(socket: net.Socket): Promise<Buffer> {
  let read = Buffer.alloc(0)
  while (!read.includes('\r\n\r\n') && read.length < headLimitBytes) {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
    socket.once('data', resolve)
    socket.once('close', () => reject(new Error('closed')))
    read = Buffer.concat([read, await promise])
    socket.pause()
  }
  return read
}

function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to)
    from.on('close', () => to.destroy())
    from.on('error', () => to.destroy())
  }
}

/** Has E2B's API; previews are at PORT-ID.localhost:N. */
export async function startSelfHosted(options: Omit<SandboxHostOptions, 'domain'>) {
  const parts: { host?: SandboxHost } = {}
  const refuse = (socket: net.Socket) => {
    const body = JSON.stringify({ code: 502, message: 'The sandbox was not found' })
    socket.end(
      `HTTP/1.1 502 Bad Gateway\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
  }
  const sockets = new Set<net.Socket>()
  const front = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    readHead(socket).then(
      async (head) => {
        const [, port, id] = /^host: (\d+)-([a-z0-9]+)\.localhost/im.exec(head.toString()) ?? []
        const stream = await parts.host?.openPort(id ?? '', Number(port)).catch(() => undefined)
        if (!stream) return refuse(socket)
        stream.write(head)
        join(socket, stream)
        socket.resume()
      },
      () => socket.destroy(),
    )
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  const domain = `localhost:${(front.address() as AddressInfo).port}`
  const host = await startSandboxHost({ ...options, domain })
  parts.host = host
  return {
    host,
    e2b: { apiKey: host.apiKey, apiUrl: host.apiUrl, sandboxUrl: host.sandboxUrl, domain },
    async close() {
      for (const socket of sockets) socket.destroy()
      front.close()
      await host.close()
    },
  }
}
