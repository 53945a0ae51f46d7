import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

export interface Turn {
  say(text: string): void
  call(name: string, args: object): void
  end(finish?: 'stop' | 'tool_calls'): void
  /** Oldest first. */
  people: string[]
  /** True for a call about a clash of two messages. */
  judges: boolean
  cut(): void
  /** Resolves when either side closes the connection. */
  closed: Promise<void>
}

/** An OpenAI-compatible endpoint; each call waits for the test's reply. */
export interface HeldModel extends AsyncDisposable {
  env: Record<string, string>
  next(): Promise<Turn>
  /** Such calls get their reply at once. By default nothing clashes. */
  clashes: (question: string) => Array<{ with: number; over: string }>
}

export async function startHeldModel(): Promise<HeldModel> {
  const waiting: Turn[] = []
  const wanted: Array<(turn: Turn) => void> = []
  const server = createServer((request, response) => {
    const take = (body: string) => {
      const turn = answer(response, Asked.parse(JSON.parse(body)))
      if (turn.judges) {
        turn.say(JSON.stringify({ clashes: held.clashes(turn.people.join('\n')) }))
        turn.end()
        return
      }
      const taker = wanted.shift()
      if (taker) taker(turn)
      else waiting.push(turn)
    }
    text(request).then(take, () => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const held: HeldModel = {
    env: { OPENAI_API_KEY: 'held', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` },
    clashes: () => [],
    next: () => {
      const turn = waiting.shift()
      return turn ? Promise.resolve(turn) : new Promise((resolve) => wanted.push(resolve))
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return held
}

const Asked = z.object({
  messages: z.object({ role: z.string(), content: z.unknown() }).array(),
})

function answer(response: ServerResponse, { messages }: z.infer<typeof Asked>): Turn {
  let calls = 0
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (delta: object, finish: string | null = null) => {
    const chunk = {
      id: 'held',
      object: 'chat.completion.chunk',
      created: 0,
      model: 'held',
      choices: [{ index: 0, delta, finish_reason: finish }],
    }
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
  send({ role: 'assistant', content: '' })
  return {
    say: (text) => send({ content: text }),
    call: (name, args) => {
      const index = calls++
      const made = { name, arguments: JSON.stringify(args) }
      send({ tool_calls: [{ index, id: `held-${index}`, type: 'function', function: made }] })
    },
    people: messages.flatMap(({ role, content }) =>
      role === 'user' && typeof content === 'string' ? [content] : [],
    ),
    judges: messages.some(
      ({ role, content }) => role !== 'user' && JSON.stringify(content).includes('clashes'),
    ),
    end(finish = 'stop') {
      send({}, finish)
      response.end('data: [DONE]\n\n')
    },
    cut: () => void response.destroy(),
    closed: new Promise((resolve) => response.once('close', resolve)),
  }
}
