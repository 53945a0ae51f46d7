import http from 'node:http'
import type { Clock } from '../lib/clock.ts'
import { clientOf } from '../upstream/origin-request.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'

const fastMs = 15
const slowMs = 250
/** Dev servers seldom need longer to start. */
const fastForMs = 3_000
const answerMs = 10_000

async function byStream(upstream: Extract<PreviewUpstream, { kind: 'stream' }>): Promise<boolean> {
  const stream = await upstream.connect().catch(() => null)
  if (!stream) return false
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const request = http.request({
    createConnection: () => stream,
    path: '/',
    headers: { host: 'localhost', accept: 'text/html', connection: 'close' },
    timeout: answerMs,
  })
  request.on('timeout', () => request.destroy())
  request.on('error', () => resolve(false))
  request.on('close', () => resolve(false))
  request.on('response', (response) => {
    response.resume()
    resolve(true)
  })
  request.end()
  const answered = await promise
  stream.destroy()
  return answered
}

function byOrigin(upstream: Extract<PreviewUpstream, { kind: 'origin' }>): Promise<boolean> {
  const { client, place } = clientOf(new URL(upstream.origin))
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const headers = { ...upstream.headers, accept: 'text/html' }
  const request = client.get({ ...place, headers, agent: false, timeout: answerMs })
  request.on('timeout', () => request.destroy())
  request.on('error', () => resolve(false))
  request.on('close', () => resolve(false))
  request.on('response', (response) => {
    response.resume()
    // A proxy before the sandbox returns 502 until something listens.
    resolve(response.statusCode !== 502)
  })
  return promise
}

/** Polls until HTTP responds; throws the signal's reason. */
export async function untilAnswered(
  upstream: PreviewUpstream,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const begun = clock.now()
  for (;;) {
    signal.throwIfAborted()
    const answered =
      upstream.kind === 'stream' ? await byStream(upstream) : await byOrigin(upstream)
    if (answered) return
    await clock.sleep(clock.now() - begun < fastForMs ? fastMs : slowMs, signal)
  }
}
