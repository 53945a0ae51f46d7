import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net'

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function chunk(delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }]
  const event = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices }
  return `data: ${JSON.stringify(event)}\n\n`
}

function piecesOf(text: string): string[] {
  return text.match(/[\s\S]{1,3}/g) ?? []
}

/** Streams the key in its text and in a tool's arguments; breaks off with it at the second call. */
function stream(response: ServerResponse, key: string, isFirst: boolean): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const piece of piecesOf(`Your key is ${key}, or ${btoa(`:${key}`)}.`))
    response.write(chunk({ role: 'assistant', content: piece }))
  if (!isFirst) {
    const error = { error: { message: `overloaded for ${key}`, type: 'server_error' } }
    response.end(`data: ${JSON.stringify(error)}\n\n`)
    return
  }
  const call = (index: number, name: string, args: object) => ({
    index,
    id: `c${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  })
  const write = call(0, 'write_file', { path: 'src/key.ts', content: `export const k = '${key}'` })
  const run = call(1, 'run_command', { command: `echo ${key}` })
  response.write(chunk({ tool_calls: [write, run] }))
  response.end(`${chunk({}, 'tool_calls')}data: [DONE]\n\n`)
}

function keyOf({ headers }: IncomingMessage): string {
  const { authorization = '' } = headers
  return String(headers['x-api-key'] ?? authorization.replace('Bearer ', ''))
}

/** Every outside service with HTTP at its worst: it repeats whatever it is sent. `/streams` does so as a model. */
export async function startEchoServices() {
  let calls = 0
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (data: Buffer) => (body += data.toString()))
    request.on('end', () => {
      bodies.push(body)
      if (request.url?.startsWith('/streams'))
        return stream(response, keyOf(request), calls++ === 0)
      const key = keyOf(request)
      const sent = `${key} ${encodeURIComponent(key)} ${JSON.stringify(request.headers)}`
      const message = `You sent ${sent} to ${request.url}`
      response.writeHead(400, { 'content-type': 'application/json', 'x-echo': encodeURI(key) })
      const error = { message, type: 'invalid_request_error' }
      response.end(JSON.stringify({ code: 400, message, error, type: 'error' }))
    })
  })
  const port = await listen(server)
  return {
    host: `127.0.0.1:${port}`,
    bodies,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A TCP port in front of a Unix socket or another port, which can be taken away. */
export async function startDoor(target: { path: string } | { port: number; host: string }) {
  const sockets = new Set<Socket>()
  let isOpen = true
  const server = createTcpServer((client) => {
    client.on('error', () => client.destroy())
    if (!isOpen) return client.destroy()
    sockets.add(client)
    const inner = connect(target)
    inner.on('error', () => client.destroy())
    inner.on('close', () => client.destroy())
    client.on('close', () => {
      sockets.delete(client)
      inner.destroy()
    })
    client.pipe(inner).pipe(client)
  })
  const port = await listen(server)
  return {
    port,
    shut() {
      isOpen = false
      for (const socket of sockets) socket.destroy()
    },
    open() {
      isOpen = true
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
