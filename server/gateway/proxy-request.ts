import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import { type Backoff, backoffMs } from '../../shared/backoff.ts'
import { systemClock } from '../lib/clock.ts'
import { finalStatus, hasBody, towardsBrowser, towardsSandbox } from '../upstream/headers.ts'
import { type Reached, reach } from './reach.ts'
import type { Route } from '../upstream/route.ts'
import type { Upstreams } from './upstreams.ts'
import type { Visit } from './visit.ts'
import { waitHeader, type WaitingState, waitingPage } from './waiting-page.ts'

const pageWaitMs = 1_500
const assetWaitMs = 20_000
/** How long a refused body is read. */
const drainMs = 10_000
/** A restarting dev server closes its port for a moment. */
const retries = 7
const backoff: Backoff = { baseMs: 40, maxMs: 2_000 }

/** Of one preview. Bodies pass by in pieces, so their size costs time and no memory. */
export const gatewayLimits = {
  bodyBytes: 100_000_000,
  /** Requests and WebSockets at once. */
  connections: 1_000,
} as const

const tooLarge = `A request to a preview has at most ${gatewayLimits.bodyBytes / 1_000_000} MB.`

export type ProxyContext = {
  upstreams: Upstreams
  /** Sessions whose preview has responded: their waiting page says "waking". */
  seen: Set<string>
}

type Exchange = {
  context: ProxyContext
  visit: Visit
  request: IncomingMessage
  response: ServerResponse
}

/** Browsers send Sec-Fetch headers only over https and to localhost. */
function isNavigation({ headers }: IncomingMessage): boolean {
  const mode = headers['sec-fetch-mode']
  if (mode !== undefined) return mode === 'navigate'
  return headers.accept?.includes('text/html') ?? false
}

function answer({ response, visit }: Exchange, status: number, words: string): void {
  if (response.destroyed) return
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `frame-ancestors ${visit.frameAncestors}`,
  })
  response.end(words)
}

function answerPage({ response, visit, request }: Exchange, state: WaitingState): void {
  if (response.destroyed) return
  const { headers, html } = waitingPage(state, visit.frameAncestors)
  response.writeHead(503, headers)
  response.end(request.method === 'HEAD' ? undefined : html)
}

function answerUnreached(exchange: Exchange, reached: Exclude<Reached, { is: 'there' }>): void {
  const { context, visit, request } = exchange
  const failed = reached.is === 'failed'
  if (request.headers[waitHeader] !== undefined || !isNavigation(request))
    answer(exchange, failed ? 502 : 503, failed ? reached.message : 'The preview is starting.')
  else if (failed) answerPage(exchange, reached)
  else answerPage(exchange, { is: context.seen.has(visit.sessionId) ? 'waking' : 'starting' })
}

type Outcome = 'answered' | { failed: Error }

/** Reads on for a moment: cut off while it sends, a client would not see the answer. */
function answerTooLarge(exchange: Exchange): void {
  const { request } = exchange
  answer(exchange, 413, tooLarge)
  request.resume()
  if (request.complete) return
  const timer = setTimeout(() => request.destroy(), drainMs)
  request.once('close', () => clearTimeout(timer))
}

/** Passes the body on, and calls `over` instead of passing more than a body may have. */
function passBody(request: IncomingMessage, onward: ClientRequest, over: () => void): void {
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength
    if (bytes <= gatewayLimits.bodyBytes) return
    request.removeAllListeners('data')
    request.unpipe(onward)
    over()
  })
  request.pipe(onward)
}

/** Without the reason phrase: Node may refuse its characters. */
function passHead({ response, visit }: Exchange, incoming: IncomingMessage): void {
  const headers = towardsBrowser(incoming.headers, visit.frameAncestors)
  response.writeHead(finalStatus(incoming), headers)
  // An event stream's head must not wait for the first event.
  if (incoming.headers['content-length'] === undefined) response.flushHeaders()
}

function exchangeOnce(exchange: Exchange, route: Route): Promise<Outcome> {
  const { request, response } = exchange
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const withBody = hasBody(request.headers)
  const onward: ClientRequest = route.request(
    {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: towardsSandbox(request.headers, route.host),
    },
    // A kept connection may just have closed; a body can't be sent twice.
    withBody ? 'own' : 'kept',
  )
  const leave = () => onward.destroy()
  response.once('close', leave)
  const end = (outcome: Outcome) => {
    response.off('close', leave)
    resolve(outcome)
  }
  onward.on('error', (error) => {
    request.unpipe(onward)
    request.resume()
    end({ failed: error })
  })
  // An unrequested protocol switch ends the request without an error.
  const unanswered = () => end({ failed: new Error('it ended without an answer') })
  onward.on('close', unanswered)
  onward.on('response', (incoming) => {
    onward.off('close', unanswered)
    if (route.upstream.kind === 'origin' && incoming.statusCode === 502) {
      incoming.resume()
      end({ failed: new Error('nothing listens in the sandbox') })
      return
    }
    try {
      passHead(exchange, incoming)
    } catch {
      // Node throws on invalid headers.
      onward.destroy()
      answer(exchange, 502, 'The preview sent an invalid HTTP response.')
      end('answered')
      return
    }
    // A truncated response must not look complete: pipeline destroys it.
    pipeline(incoming, response, (error) => {
      if (error) onward.destroy()
      end('answered')
    })
    onward.removeAllListeners('error').on('error', () => undefined)
  })
  const over = () => {
    answerTooLarge(exchange)
    end('answered')
    onward.destroy()
  }
  if (withBody) passBody(request, onward, over)
  else onward.end()
  return promise
}

/** Wakes the sandbox if needed. */
export async function proxyRequest(
  context: ProxyContext,
  visit: Visit,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const exchange: Exchange = { context, visit, request, response }
  if (Number(request.headers['content-length'] ?? 0) > gatewayLimits.bodyBytes)
    return answerTooLarge(exchange)
  const isPoll = request.headers[waitHeader] !== undefined
  const wait = isNavigation(request) && !isPoll ? pageWaitMs : assetWaitMs
  for (let failures = 0; failures <= retries; failures += 1) {
    const reached = await reach(context.upstreams, visit.sessionId, wait)
    if (response.destroyed) return
    if (reached.is !== 'there') return answerUnreached(exchange, reached)
    context.seen.add(visit.sessionId)
    if (isPoll) {
      response.writeHead(204, { 'cache-control': 'no-store' }).end()
      return
    }
    const outcome = await exchangeOnce(exchange, reached.route)
    if (outcome === 'answered' || response.destroyed) return
    if (hasBody(request.headers) || failures === retries) break
    await reached.route.upstream.lost()
    await systemClock.sleep(backoffMs(failures, Math.random, backoff))
  }
  if (isNavigation(request)) answerPage(exchange, { is: 'waking' })
  else answer(exchange, 502, 'The preview does not respond.')
}
