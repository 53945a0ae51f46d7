import http from 'node:http'
import { text } from 'node:stream/consumers'
import type { PreviewUpstream } from '../port.ts'

/** What a preview answers to a plain GET, asked without the gateway. */
export const answerOf = async (
  upstream: PreviewUpstream,
  path: string,
): Promise<{ status: number; body: string }> => {
  if (upstream.kind === 'origin') {
    const response = await fetch(new URL(path, upstream.origin))
    return { status: response.status, body: await response.text() }
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
