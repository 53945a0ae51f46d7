/** Ends the TLS of a sandbox's connection, puts headers into its requests, and sends them on. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type net from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import type { CertificateAuthority } from '../lib/certificates.ts'
import { RefusedError } from './egress-policy.ts'
import { passHead } from './pass-head.ts'
import { type SecretStore, UnknownSecretError } from './secret-store.ts'

const handshakeMs = 10_000
const hop = ['keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade']

export interface Injecting {
  authority: CertificateAuthority
  secrets: SecretStore
  /** CA certificates that the servers are checked against; default: Node's. */
  trusted?: string
}

export interface Front {
  host: string
  /** At each request, since rules change; null where none fits any more. */
  headers(): Record<string, string> | null
  /** Opens a connection to the checked address. Throws if the rules refuse it; null if the client is gone. */
  open(): Promise<net.Socket | null>
}

function refuse(response: ServerResponse, status: number, words: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(`${words}\n`)
}

/** Throws if the server isn't who it says. */
async function connect({ host, open }: Front, trusted: string | undefined): Promise<tls.TLSSocket> {
  const socket = await open()
  if (!socket) throw new Error('the client is gone')
  const ca = trusted === undefined ? {} : { ca: trusted }
  const secure = tls.connect({ socket, servername: host, ALPNProtocols: ['http/1.1'], ...ca })
  secure.on('error', () => socket.destroy())
  const timer = setTimeout(() => secure.destroy(new Error('it does not respond')), handshakeMs)
  try {
    await once(secure, 'secureConnect')
    return secure
  } catch (error) {
    secure.destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** `client`: after the response to CONNECT. */
export function serveFront(
  client: Duplex,
  front: Front,
  { authority, secrets, trusted }: Injecting,
): void {
  const server = http.createServer((request, response) => {
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    serve(request, response, front).catch((error: unknown) => {
      if (error instanceof RefusedError) refuse(response, 403, error.message)
      else if (error instanceof UnknownSecretError) refuse(response, 502, error.message)
      else refuse(response, 502, `${front.host} could not be reached: ${wordsOf(error)}`)
    })
  })
  const serve = async (request: IncomingMessage, response: ServerResponse, { host }: Front) => {
    const added = filled(front.headers(), secrets)
    const socket = await connect(front, trusted)
    if (request.destroyed || response.destroyed) socket.destroy()
    else send(request, response, host, socket, added)
  }
  server.requestTimeout = 0
  // Its bytes couldn't be checked for headers.
  server.on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 501 Not Implemented\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  const secure = new tls.TLSSocket(client, {
    isServer: true,
    ...authority.leafFor(front.host),
    ALPNProtocols: ['http/1.1'],
  })
  secure.on('error', () => client.destroy())
  secure.on('close', () => client.destroy())
  client.on('close', () => secure.destroy())
  server.emit('connection', secure)
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function filled(headers: Record<string, string> | null, secrets: SecretStore) {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), secrets.fill(value)]),
  )
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  host: string,
  socket: tls.TLSSocket,
  added: Record<string, string>,
): void {
  // The host that was checked, not the client's: another behind the same address must not get the key.
  const path = request.url ?? ''
  if (!path.startsWith('/')) {
    socket.destroy()
    refuse(response, 400, 'a request to a host with a rule must name a path')
    return
  }
  const headers = { ...request.headers, ...added, host, connection: 'close' }
  for (const name of hop) Reflect.deleteProperty(headers, name)
  const onward = http.request({
    createConnection: () => socket,
    method: request.method ?? 'GET',
    path,
    headers,
  })
  onward.on('response', (answer) => {
    const { connection: _connection, 'keep-alive': _keepAlive, ...passed } = answer.headers
    if (!passHead(answer, passed, response)) {
      onward.destroy()
      refuse(response, 502, 'the response was malformed')
      return
    }
    response.flushHeaders()
    answer.pipe(response)
    answer.on('error', () => response.destroy())
    answer.on('aborted', () => response.destroy())
  })
  onward.on('error', (error) => {
    refuse(response, 502, `${host} could not be reached: ${error.message}`)
  })
  request.on('error', () => onward.destroy())
  response.on('close', () => onward.destroy())
  request.pipe(onward)
}
