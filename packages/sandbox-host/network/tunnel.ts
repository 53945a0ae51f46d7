import net from 'node:net'
import { PortClosedError, SandboxGoneError } from '../lib/errors.ts'

const maxAnswerBytes = 8_192
const openTimeoutMs = 10_000
const headEnd = '\r\n\r\n'

function readHead(socket: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0)
    // Not 'data' and pause(): the http client that gets the socket wouldn't resume it.
    const onReadable = () => {
      for (let chunk: unknown = socket.read(); Buffer.isBuffer(chunk); chunk = socket.read())
        read = Buffer.concat([read, chunk])
      const end = read.indexOf(headEnd)
      if (end < 0 && read.length <= maxAnswerBytes) return
      socket.off('readable', onReadable)
      if (end < 0) {
        reject(new Error("the daemon's response is too long"))
        return
      }
      const rest = read.subarray(end + headEnd.length)
      if (rest.length > 0) socket.unshift(rest)
      resolve(read.toString('latin1', 0, end))
    }
    socket.on('readable', onReadable)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the daemon closed the connection')))
    socket.setTimeout(openTimeoutMs, () => reject(new Error('the daemon does not respond')))
  })
}

/**
 * Opens a raw stream to `port` through the daemon's socket `path`; `named` is the client's port
 * number. Throws PortClosedError, or SandboxGoneError without a response.
 */
export async function openTunnel(
  path: string,
  port: number,
  sandboxId: string,
  named: number,
): Promise<net.Socket> {
  const socket = net.connect({ path })
  // Without a listener, 'error' would end the process. 'close' follows it.
  socket.on('error', () => socket.destroy())
  socket.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  try {
    const head = await readHead(socket)
    if (!head.startsWith('HTTP/1.1 200 ')) throw new PortClosedError(sandboxId, named)
    socket.setTimeout(0)
    return socket
  } catch (error) {
    socket.destroy()
    throw error instanceof PortClosedError ? error : new SandboxGoneError(sandboxId)
  }
}
