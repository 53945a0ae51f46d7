import net from 'node:net'
import { PortClosedError, SandboxGoneError } from '../lib/errors.ts'

const maxAnswerBytes = 8_192
const openTimeoutMs = 10_000
const headEnd = '\r\n\r\n'

/** Reads the head of the daemon's response. What follows stays in the stream. */
function readHead(socket: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0)
    // Not by 'data' and pause(): a paused stream stays paused until someone resumes it, and an http
    // client that gets the socket does not.
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
 * Asks the daemon behind the socket `path` for a raw stream to `port` of its sandbox; `named` is the client's number for that port.
 * Throws PortClosedError where nothing listens, SandboxGoneError where the daemon doesn't respond.
 */
export async function openTunnel(
  path: string,
  port: number,
  sandboxId: string,
  named: number,
): Promise<net.Socket> {
  const socket = net.connect({ path })
  // The new owner may not listen for errors. A broken stream ends with 'close' either way.
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
