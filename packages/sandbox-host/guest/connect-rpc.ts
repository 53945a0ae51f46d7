/** Server side of the Connect protocol with JSON: unary calls and server streams. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Fields, parseFields } from './decode.ts'
import { RpcError, toRpcError } from './rpc-error.ts'

export const maxMessageBytes = 16 * 1024 * 1024
const frameHeadBytes = 5
const flagCompressed = 1
const flagEnd = 2

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  // Drained even if too long, so that the connection can carry the response.
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size <= maxMessageBytes) chunks.push(bytes)
  }
  if (size > maxMessageBytes)
    throw new RpcError('resource_exhausted', `a message is at most ${maxMessageBytes} bytes`)
  return Buffer.concat(chunks)
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

export async function serveUnary(
  request: IncomingMessage,
  response: ServerResponse,
  call: (message: Fields) => Promise<object>,
): Promise<void> {
  try {
    const message = parseFields((await readBody(request)).toString('utf8') || '{}')
    sendJson(response, 200, await call(message))
  } catch (thrown) {
    const error = toRpcError(thrown)
    sendJson(response, error.status, { code: error.code, message: error.message })
  }
}

/** Frame: flag byte, length (4 bytes, big endian), JSON. */
export function encodeFrame(message: object, flag = 0): Buffer {
  const body = Buffer.from(JSON.stringify(message))
  const head = Buffer.alloc(frameHeadBytes)
  head.writeUInt8(flag, 0)
  head.writeUInt32BE(body.length, 1)
  return Buffer.concat([head, body])
}

function decodeOnlyFrame(body: Buffer): Fields {
  if (body.length < frameHeadBytes) throw new RpcError('invalid_argument', 'the frame is cut off')
  if (body.readUInt8(0) & flagCompressed)
    throw new RpcError('unimplemented', 'compressed frames are not supported')
  if (body.readUInt32BE(1) !== body.length - frameHeadBytes)
    throw new RpcError('invalid_argument', "the frame's length is not that of its message")
  return parseFields(body.subarray(frameHeadBytes).toString('utf8'))
}

export interface StreamOut {
  /** Returns false if the client is behind: then wait for `onDrain`. */
  send(message: object): boolean
  onDrain(listener: () => void): void
  /** Called once, whatever ended the stream. */
  onClose(listener: () => void): void
  /** Later sends are dropped. */
  end(error?: RpcError): void
  /** The client's timeout; null for none. */
  readonly timeoutMs: number | null
}

function positiveHeader(request: IncomingMessage, name: string): number | null {
  const value = Number(request.headers[name])
  return Number.isFinite(value) && value > 0 ? value : null
}

function openStream(request: IncomingMessage, response: ServerResponse, ping: object): StreamOut {
  let over = false
  const closed: Array<() => void> = []
  const pingSeconds = positiveHeader(request, 'keepalive-ping-interval')
  const timer = pingSeconds
    ? setInterval(() => out.send(ping), Math.min(pingSeconds, 3600) * 1000)
    : undefined
  const finish = () => {
    clearInterval(timer)
    over = true
    for (const listener of closed.splice(0)) listener()
  }
  response.on('close', finish)
  response.writeHead(200, { 'content-type': 'application/connect+json' })
  const out: StreamOut = {
    timeoutMs: positiveHeader(request, 'connect-timeout-ms'),
    send(message) {
      if (over) return true
      timer?.refresh()
      return response.write(encodeFrame(message))
    },
    onDrain: (listener) => response.on('drain', listener),
    onClose(listener) {
      if (over) listener()
      else closed.push(listener)
    },
    end(error) {
      if (over) return
      const body = error ? { error: { code: error.code, message: error.message } } : {}
      response.end(encodeFrame(body, flagEnd))
      finish()
    },
  }
  return out
}

/**
 * Serves one server stream. `call` must end it; an error that `call` throws also does. Sends `ping`
 * when idle for the client's interval.
 */
export async function serveStream(
  request: IncomingMessage,
  response: ServerResponse,
  ping: object,
  call: (message: Fields, out: StreamOut) => Promise<void>,
): Promise<void> {
  let message: Fields
  try {
    message = decodeOnlyFrame(await readBody(request))
  } catch (thrown) {
    openStream(request, response, ping).end(toRpcError(thrown))
    return
  }
  const out = openStream(request, response, ping)
  await call(message, out).catch((thrown: unknown) => out.end(toRpcError(thrown)))
}
