import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { serveStream, serveUnary } from './connect-rpc.ts'
import { answerError, serveRead, serveWrite } from './files-http.ts'
import { filesystemCalls } from './filesystem.ts'
import type { Files } from './files.ts'
import { connect, processCalls, start } from './process-rpc.ts'
import type { Processes } from './processes.ts'
import { RpcError } from './rpc-error.ts'
import { openPort } from './tunnel.ts'
import type { Watchers } from './watch-rpc.ts'

// Importing node:http loads fetch and WebSocket too: half of the startup time.
const http = process.getBuiltinModule('node:http')

export interface Daemon {
  files: Files
  processes: Processes
  watchers: Watchers
  isPortAllowed(port: number): boolean
}

/** Only one user is supported. */
function checkUser(request: IncomingMessage, url: URL): void {
  const basic = /^Basic (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  const named = basic ? Buffer.from(basic, 'base64').toString('utf8').split(':')[0] : undefined
  const user = named ?? url.searchParams.get('username') ?? 'user'
  if (user !== '' && user !== 'user')
    throw new RpcError('invalid_argument', `the only user in this sandbox is 'user', not '${user}'`)
}

async function serveRpc(
  daemon: Daemon,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { files, processes, watchers } = daemon
  const [, service, method = ''] = url.pathname.split('/')
  const name = `${service}/${method}`
  const check = () => checkUser(request, url)
  switch (name) {
    case 'process.Process/Start':
    case 'process.Process/Connect':
      return await serveStream(
        request,
        response,
        { event: { keepalive: {} } },
        async (message, out) => {
          check()
          await (method === 'Start' ? start : connect)(processes, message, out)
        },
      )
    case 'filesystem.Filesystem/WatchDir':
      return await serveStream(request, response, { keepalive: {} }, async (message, out) => {
        check()
        await watchers.stream(message, out)
      })
  }
  await serveUnary(request, response, async (message) => {
    check()
    const onFiles = service === 'filesystem.Filesystem' ? filesystemCalls.get(method) : undefined
    if (onFiles) return await onFiles(files, message)
    const onProcesses = service === 'process.Process' ? processCalls.get(method) : undefined
    if (onProcesses) return await onProcesses(processes, message)
    switch (name) {
      case 'filesystem.Filesystem/CreateWatcher':
        return await watchers.create(message)
      case 'filesystem.Filesystem/GetWatcherEvents':
        return await watchers.take(message)
      case 'filesystem.Filesystem/RemoveWatcher':
        return await watchers.remove(message)
    }
    throw new RpcError('unimplemented', `${name} is not supported by this host`)
  })
}

async function serveFiles(
  { files }: Daemon,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    checkUser(request, url)
  } catch (error) {
    answerError(request, response, error)
    return
  }
  const clientPath = url.searchParams.get('path')
  if (request.method === 'POST') await serveWrite(files, clientPath, request, response)
  else await serveRead(files.paths, clientPath ?? '', request, response)
}

async function route(daemon: Daemon, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://sandbox')
  if (url.pathname === '/health') {
    response.writeHead(204).end()
  } else if (url.pathname === '/files' && /^(GET|POST)$/.test(request.method ?? '')) {
    await serveFiles(daemon, url, request, response)
  } else if (request.method === 'POST' && url.pathname === '/freeze') {
    daemon.processes.hold()
    response.writeHead(204).end()
  } else if (request.method === 'POST' && url.pathname === '/thaw') {
    daemon.processes.release()
    response.writeHead(204).end()
  } else if (request.method === 'POST') {
    await serveRpc(daemon, url, request, response)
  } else {
    response.writeHead(404).end()
  }
}

export function createDaemon(daemon: Daemon): Server {
  const server = http.createServer((request, response) => {
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    route(daemon, request, response).catch(() => response.destroy())
  })
  // Uploads may be long; the host pools idle connections.
  server.requestTimeout = 0
  server.keepAliveTimeout = 0
  server.on('connect', (request, client, head) => {
    void openPort(request.url ?? '', client, head, (port) => daemon.isPortAllowed(port))
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}
