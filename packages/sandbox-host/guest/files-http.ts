import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { metadataOf } from './file-metadata.ts'
import { FileWriter, maxFileBytes, tooBig } from './file-writer.ts'
import type { Files } from './files.ts'
import { boundaryOf, readMultipart } from './multipart.ts'
import type { Paths } from './paths.ts'
import { RpcError, toRpcError } from './rpc-error.ts'

const noSpace = 507
const smallBytes = 256 * 1024
/** Of a form with one file, besides the file. */
export const maxFormBytes = 64 * 1024

export function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  thrown: unknown,
): void {
  const error = toRpcError(thrown)
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const status = error.code === 'resource_exhausted' ? noSpace : error.status
  const text = JSON.stringify({ code: status, message: error.message })
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
  // Drained, so that the connection stays usable.
  request.unpipe()
  request.resume()
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(256 * 1024))
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}

async function send(
  handle: FileHandle,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const stats = await handle.stat()
  if (!stats.isFile()) throw new RpcError('invalid_argument', 'the path is not a regular file')
  response.setHeader('content-type', 'application/octet-stream')
  if (request.headers['accept-encoding']?.trim() === 'gzip' && stats.size > 0) {
    response.setHeader('content-encoding', 'gzip')
    await pipeline(Readable.from(chunksOf(handle)), createGzip({ level: 1 }), response)
    return
  }
  // Read first: if the file were truncated, the client would wait forever for the announced bytes.
  if (stats.size <= smallBytes) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(stats.size), 0, stats.size, 0)
    response.setHeader('content-length', bytesRead)
    response.end(buffer.subarray(0, bytesRead))
    return
  }
  // The file may grow meanwhile.
  response.setHeader('content-length', stats.size)
  const body = handle.createReadStream({ start: 0, end: stats.size - 1, autoClose: false })
  await pipeline(body, response, { end: false })
  if (body.bytesRead < stats.size) response.destroy()
  else response.end()
}

export async function serveRead(
  paths: Paths,
  clientPath: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let handle: FileHandle | null = null
  try {
    // O_NONBLOCK: opening a FIFO would wait for a writer.
    handle = await open(await paths.resolve(clientPath), constants.O_RDONLY | constants.O_NONBLOCK)
    await send(handle, request, response)
  } catch (error) {
    answerError(request, response, error)
  } finally {
    await handle?.close()
  }
}

function bodyOf(request: IncomingMessage): AsyncIterable<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return request.iterator({ destroyOnReturn: false })
  if (encoding !== 'gzip')
    throw new RpcError('invalid_argument', `the encoding ${encoding} is not supported`)
  // pipe() doesn't forward an aborted upload.
  const unpacked = createGunzip()
  request.once('error', (error) => unpacked.destroy(error))
  return request.pipe(unpacked)
}

/** Before its first byte is read, if its length says so. */
function refuseTooBig({ headers }: IncomingMessage, clientPath: string | null, isForm: boolean) {
  const bytes = Number(headers['content-length'] ?? 0)
  const hasOneFile =
    clientPath !== null && (headers['content-encoding'] ?? 'identity') === 'identity'
  if (hasOneFile && bytes > maxFileBytes + (isForm ? maxFormBytes : 0)) throw tooBig()
}

async function receive(
  writer: FileWriter,
  clientPath: string | null,
  request: IncomingMessage,
): Promise<void> {
  const type = request.headers['content-type'] ?? ''
  const boundary = boundaryOf(type)
  refuseTooBig(request, clientPath, boundary !== null)
  if (boundary !== null) {
    let skipping = false
    await readMultipart(bodyOf(request), boundary, {
      async begin(name, filename) {
        skipping = name !== 'file'
        if (skipping) return
        const target = clientPath ?? filename
        if (target === null) throw new RpcError('invalid_argument', 'a file has no path')
        await writer.open(target)
      },
      data: async (chunk) => (skipping ? undefined : await writer.write(chunk)),
      finish: () => writer.finish(),
    })
    return
  }
  if (!type.startsWith('application/octet-stream'))
    throw new RpcError('invalid_argument', `the type ${type || '(none)'} is not supported`)
  if (clientPath === null) throw new RpcError('invalid_argument', 'the path is missing')
  await writer.open(clientPath)
  for await (const chunk of bodyOf(request)) await writer.write(chunk)
  await writer.finish()
}

/** POST /files: one file to ?path=…, or several at their parts' file names. */
export async function serveWrite(
  files: Files,
  clientPath: string | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let writer: FileWriter | null = null
  try {
    writer = new FileWriter(files, metadataOf(request.headers))
    await receive(writer, clientPath, request)
    const text = JSON.stringify(writer.written)
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    })
    response.end(text)
  } catch (error) {
    answerError(request, response, error)
  } finally {
    await writer?.release()
  }
}
