import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'

/** `n` counts requests from 0. */
type RoughAnswer = (request: IncomingMessage, response: ServerResponse, n: number) => void

/** `await using` closes it with its hanging connections. */
export async function roughServer(answer: RoughAnswer) {
  let count = 0
  const bodies: string[] = []
  const server = createServer((request, response) => {
    const n = count
    count += 1
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      bodies.push(body)
      answer(request, response, n)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    host: `127.0.0.1:${address.port}`,
    bodies,
    requests: () => count,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`
}

export function piece(delta: object, finish: string | null = null): string {
  return event({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
}

export function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
}

/** Sends tool calls exactly as given. */
export function answerWith(response: ServerResponse, text: string, toolCalls: object[] = []): void {
  begin(response)
  response.write(piece({ role: 'assistant', content: text }))
  if (toolCalls.length > 0) response.write(piece({ tool_calls: toolCalls }))
  response.write(piece({}, toolCalls.length > 0 ? 'tool_calls' : 'stop'))
  response.end('data: [DONE]\n\n')
}
