import http from 'node:http'
import { text } from 'node:stream/consumers'
import { clientOf } from '../../upstream/origin-request.ts'
import type { PreviewUpstream } from '../../upstream/preview-upstream.ts'

export async function answerOf(
  upstream: PreviewUpstream,
  path: string,
): Promise<{ status: number; body: string }> {
  if (upstream.kind === 'origin') {
    const { client, place } = clientOf(new URL(upstream.origin))
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
    const { headers } = upstream
    client.get({ ...place, path, headers, agent: false }, resolve).on('error', reject)
    const response = await promise
    if (response.statusCode === 502) throw new Error('nothing answers there')
    return { status: response.statusCode ?? 0, body: await text(response) }
  }
  const stream = await upstream.connect()
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
  http
    .get({ createConnection: () => stream, path, headers: { host: 'localhost' } }, resolve)
    .on('error', reject)
  const response = await promise
  const body = await text(response)
  stream.destroy()
  return { status: response.statusCode ?? 0, body }
}
