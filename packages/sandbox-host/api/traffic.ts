/** Forwards each request to the daemon of the sandbox in its headers. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { SandboxGoneError } from '../lib/errors.ts'
import { passHead } from '../network/pass-head.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { Sandboxes } from '../sandboxes/sandboxes.ts'
import { isSameSecret } from '../lib/secrets.ts'
import { type Signature, signatureOf } from './signature.ts'

const hostOnly: ReadonlySet<string> = new Set(['/freeze', '/thaw'])
/** How long a client may keep sending after its response. */
const dropLimitMs = 10_000
/** E2B's port for the daemon. */
export const daemonPort = 49983

function answer(response: ServerResponse, code: number, message: string, more: object = {}): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const text = JSON.stringify({ code, message, ...more })
  response.writeHead(code, { 'content-type': 'application/json' })
  response.end(text)
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}

const refusals: Record<Exclude<Signature, 'valid'>, string> = {
  missing: 'the access token is missing or wrong',
  wrong:
    'the signature of the address is invalid: it holds for one path and for reading or writing',
  expired: 'the signature of the address is already expired: make a new address',
}

function signatureFor(request: IncomingMessage, url: URL, { info }: Sandbox): Signature {
  if (isSameSecret(headerOf(request, 'x-access-token'), info.token)) return 'valid'
  return signatureOf(url, request.method ?? '', info.token, Date.now())
}

function urlOf(request: IncomingMessage): URL | null {
  return URL.parse(request.url ?? '/', 'http://sandbox')
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  sandbox: Sandbox,
): Promise<void> {
  const url = urlOf(request)
  if (!url) return answer(response, 400, 'the address is malformed')
  // A health check needs no token, and never wakes a sandbox.
  if (url.pathname === '/health') return forward(request, response, sandbox)
  const signature = signatureFor(request, url, sandbox)
  if (signature !== 'valid') return answer(response, 401, refusals[signature])
  if (hostOnly.has(url.pathname)) return answer(response, 404, 'there is no such call')
  if (!sandbox.running) await sandbox.wake()
  forward(request, response, sandbox)
}

function forward(request: IncomingMessage, response: ServerResponse, sandbox: Sandbox): void {
  const { running } = sandbox
  if (!running) {
    gone(response, new SandboxGoneError(sandbox.info.id))
    return
  }
  const { 'x-access-token': _token, ...headers } = request.headers
  const onward = http.request({
    socketPath: running.up.launched.socket,
    agent: running.agent,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers,
    setDefaultHeaders: false,
  })
  onward.setNoDelay(true)
  // The daemon may refuse a body before its first byte.
  if ('content-length' in headers || 'transfer-encoding' in headers) onward.flushHeaders()
  let isAnswered = false
  onward.on('response', (incoming) => {
    const { connection: _connection, ...passed } = incoming.headers
    if (!passHead(incoming, passed, response)) {
      onward.destroy()
      gone(response, new SandboxGoneError(sandbox.info.id))
      return
    }
    // An event stream's head must not wait for its first event.
    response.flushHeaders()
    incoming.pipe(response)
    incoming.on('end', () => {
      isAnswered = true
      if (!onward.writableFinished) dropRest(request, onward)
    })
    // A truncated response must not look complete.
    incoming.on('error', () => response.destroy())
    incoming.on('aborted', () => response.destroy())
  })
  onward.on('error', () => {
    if (!isAnswered) gone(response, new SandboxGoneError(sandbox.info.id))
  })
  request.on('error', () => onward.destroy())
  response.on('close', () => onward.destroy())
  request.pipe(onward)
}

/** Drains a body that the daemon left unread; else the client's connection would block. */
function dropRest(request: IncomingMessage, onward: http.ClientRequest): void {
  request.unpipe(onward)
  onward.destroy()
  request.resume()
  if (request.complete) return
  const timer = setTimeout(() => request.destroy(), dropLimitMs)
  request.once('close', () => clearTimeout(timer))
}

function gone(response: ServerResponse, { message, sandboxId }: SandboxGoneError): void {
  answer(response, 502, message, { sandboxId })
}

/** A signed address names no sandbox; whose token signed it shows whose it is. */
function signerOf(request: IncomingMessage, sandboxes: Sandbox[]): Sandbox | null {
  const url = urlOf(request)
  const isSigner = ({ info }: Sandbox) =>
    url && ['valid', 'expired'].includes(signatureOf(url, request.method ?? '', info.token, 0))
  return (url?.searchParams.has('signature') && sandboxes.find(isSigner)) || null
}

type Known = Pick<Sandboxes, 'find' | 'goneError' | 'all'>

export function createTraffic(sandboxes: Known): http.Server {
  const server = http.createServer((request, response) => {
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    const id = headerOf(request, 'e2b-sandbox-id')
    const signer = id === '' ? signerOf(request, sandboxes.all()) : null
    const sandbox = signer ?? sandboxes.find(id)
    if (!sandbox && id === '' && urlOf(request)?.searchParams.has('signature'))
      answer(response, 401, `${refusals.wrong}, or the sandbox has ended`)
    else if (!sandbox) gone(response, sandboxes.goneError(id))
    else if (!signer && Number(headerOf(request, 'e2b-sandbox-port')) !== daemonPort)
      answer(response, 400, `only port ${daemonPort} is served here`)
    else
      serve(request, response, sandbox).catch((error: unknown) => {
        if (error instanceof SandboxGoneError) gone(response, error)
        else
          answer(response, 502, `the sandbox could not be resumed: ${String(error)}`, {
            sandboxId: id,
          })
      })
  })
  // Long uploads are allowed; the SDK's pool closes idle connections.
  server.requestTimeout = 0
  server.keepAliveTimeout = 60_000
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}
