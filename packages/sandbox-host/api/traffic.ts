/** Forwards each request to the daemon of the sandbox in its headers. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { SandboxGoneError } from '../lib/errors.ts'
import { passHead } from '../network/pass-head.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { Sandboxes } from '../sandboxes/sandboxes.ts'
import { isSameSecret } from '../lib/secrets.ts'
import { isSigned } from './signature.ts'

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

function hasToken(request: IncomingMessage, url: URL, { info }: Sandbox): boolean {
  if (isSameSecret(headerOf(request, 'x-access-token'), info.token)) return true
  return isSigned(url, request.method ?? '', info.token, Date.now())
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
  const isTrusted = hasToken(request, url, sandbox)
  if (!isTrusted && url.pathname !== '/health')
    return answer(response, 401, 'the access token is missing or wrong')
  if (hostOnly.has(url.pathname)) return answer(response, 404, 'there is no such call')
  // A health check doesn't wake a sandbox.
  if (isTrusted && !sandbox.running) await sandbox.wake()
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

export function createTraffic(sandboxes: Pick<Sandboxes, 'find' | 'goneError'>): http.Server {
  const server = http.createServer((request, response) => {
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    const id = headerOf(request, 'e2b-sandbox-id')
    const sandbox = sandboxes.find(id)
    if (!sandbox) gone(response, sandboxes.goneError(id))
    else if (Number(headerOf(request, 'e2b-sandbox-port')) !== daemonPort)
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
