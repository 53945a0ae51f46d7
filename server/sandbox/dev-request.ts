import http from 'node:http'
import { clientOf } from '../upstream/origin-request.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'

const waitMs = 10_000

export type DevAnswer = { status: number; body: string }

type Opened = { request: http.ClientRequest; end(): void }

async function open(upstream: PreviewUpstream, path: string, accept: string): Promise<Opened> {
  if (upstream.kind === 'stream') {
    const stream = await upstream.connect()
    const headers = { host: 'localhost', accept, connection: 'close' }
    const request = http.request({ createConnection: () => stream, path, headers })
    return { request, end: () => void stream.destroy() }
  }
  const { client, place } = clientOf(new URL(upstream.origin))
  const headers = { ...upstream.headers, accept }
  const request = client.request({ ...place, path, headers, agent: false })
  return { request, end: () => void request.destroy() }
}

/** GETs `path` of the app's dev server. Null: it gave no answer, or none in time. Little more than `maxBytes` of it is read. */
export async function askDevServer(
  upstream: PreviewUpstream,
  path: string,
  { accept, maxBytes, limitMs = waitMs }: { accept: string; maxBytes: number; limitMs?: number },
): Promise<DevAnswer | null> {
  const opened = await open(upstream, path, accept).catch(() => null)
  if (!opened) return null
  const { request, end } = opened
  const { promise, resolve } = Promise.withResolvers<DevAnswer | null>()
  const late = setTimeout(() => resolve(null), limitMs)
  request.on('error', () => resolve(null))
  request.on('close', () => resolve(null))
  request.on('response', (response) => {
    const chunks: Buffer[] = []
    let size = 0
    const done = () =>
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') })
    if (maxBytes === 0) return done()
    response.on('error', () => resolve(null))
    response.on('end', done)
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.byteLength
      if (size > maxBytes) done()
    })
  })
  request.end()
  const answer = await promise
  clearTimeout(late)
  end()
  return answer
}
