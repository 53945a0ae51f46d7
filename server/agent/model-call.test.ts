import { MemorySaver } from '@langchain/langgraph'
import { describe, expect, test } from 'vitest'
import { type AgentOptions, createAgent, readModelEnv } from './index.ts'
import { fakeRun, keptLog } from './testing/run-context.ts'
import { answerWith, begin, piece, roughServer } from './testing/rough-server.ts'

function agentAt(url: string, more: Partial<AgentOptions> = {}) {
  return createAgent({
    env: readModelEnv({ OPENAI_API_KEY: 'sk-secret-0123456789', OPENAI_BASE_URL: url }),
    checkpointer: { saver: new MemorySaver() },
    log: keptLog(),
    retries: 3,
    backoff: { baseMs: 1, maxMs: 1 },
    ...more,
  })
}

function startRun(files: Record<string, string> = {}) {
  return fakeRun(files, { model: 'openai' })
}

function status(code: number, message: string) {
  return roughServer((_request, response) => {
    response.writeHead(code, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { message, type: 'x', code: 'x' } }))
  })
}

describe('a model endpoint that', () => {
  test('refuses connections is unreachable, by its name', async () => {
    const server = await roughServer(() => {})
    await server[Symbol.asyncDispose]()
    const agent = await agentAt(server.url)
    const result = await agent.run(startRun().context)
    expect(result).toMatchObject({ ok: false, code: 'model_unreachable' })
    expect(result).toHaveProperty('message', expect.stringContaining(server.host))
  })

  test.each([
    [401, 'model_refused', 'The key was refused'],
    [403, 'model_refused', 'The key was refused'],
    [429, 'rate_limited', '429'],
    [400, 'model_refused', 'too many bananas'],
    [404, 'model_refused', 'too many bananas'],
  ])('answers %i gives %s, without the key, and is asked once', async (code, kind, words) => {
    await using server = await status(code, 'too many bananas for sk-secret-0123456789')
    const agent = await agentAt(server.url)
    const result = await agent.run(startRun().context)
    expect(result).toMatchObject({ ok: false, code: kind })
    expect(result).toHaveProperty('message', expect.stringContaining(words))
    expect(JSON.stringify(result)).not.toContain('secret')
    expect(server.requests()).toBe(1)
  })

  test('has a problem is asked three times more', async () => {
    await using server = await status(503, 'busy')
    const agent = await agentAt(server.url)
    expect(await agent.run(startRun().context)).toMatchObject({ code: 'model_unreachable' })
    expect(server.requests()).toBe(4)
  })

  test('gives no byte is given up after the silence', async () => {
    await using server = await roughServer(() => {})
    const agent = await agentAt(server.url, { silenceMs: 80 })
    expect(await agent.run(startRun().context)).toMatchObject({ code: 'model_timeout' })
  })

  test('falls silent in the middle is given up too', async () => {
    await using server = await roughServer((_request, response) => {
      begin(response)
      response.write(piece({ role: 'assistant', content: 'Well' }))
    })
    const run = startRun()
    const agent = await agentAt(server.url, { silenceMs: 80 })
    expect(await agent.run(run.context)).toMatchObject({ code: 'model_timeout' })
    expect(run.rows.live.get(0)).toBe('Well')
  })

  test.each(['hard', 'softly'])(
    'cuts the stream %s is asked again, and the text begins anew',
    async (how) => {
      await using server = await roughServer((_request, response, n) => {
        if (n >= 2) return answerWith(response, 'All of it.')
        begin(response)
        response.write(piece({ role: 'assistant', content: 'Half of' }), () => {
          if (how === 'hard') response.destroy()
          else response.end()
        })
      })
      const run = startRun()
      const agent = await agentAt(server.url)
      expect(await agent.run(run.context)).toEqual({ ok: true })
      expect(server.requests()).toBe(3)
      expect(run.rows.restarts).toBe(2)
      expect(run.rows.live.get(0)).toBe('All of it.')
      expect(run.rows.steps.get(0)?.text).toBe('All of it.')
    },
  )

  test('always cuts the stream fails, and what was stored stays', async () => {
    await using server = await roughServer((_request, response, n) => {
      if (n === 0) {
        const args = JSON.stringify({ path: 'a.ts', content: 'a' })
        const call = { index: 0, id: 'x', function: { name: 'write_file', arguments: args } }
        return answerWith(response, 'Writing.', [call])
      }
      begin(response)
      response.write(piece({ role: 'assistant', content: 'Half' }), () => response.destroy())
    })
    const run = startRun()
    const agent = await agentAt(server.url)
    expect(await agent.run(run.context)).toMatchObject({ ok: false, code: 'model_cut' })
    expect(server.requests()).toBe(5)
    expect(run.rows.files.get('a.ts')).toBe('a')
    expect([...run.rows.steps.keys()]).toEqual([0])
  })

  test('cuts the stream inside a tool call never has half of it done', async () => {
    await using server = await roughServer((_request, response) => {
      begin(response)
      const half = '{"path":"a.ts","content":"half of'
      const call = { index: 0, id: 'x', function: { name: 'write_file', arguments: half } }
      response.write(piece({ tool_calls: [call] }), () => response.destroy())
    })
    const run = startRun()
    const agent = await agentAt(server.url)
    expect(await agent.run(run.context)).toMatchObject({ ok: false, code: 'model_cut' })
    expect(run.rows.events).toEqual([])
  })

  test('answers with nothing is asked again', async () => {
    await using server = await roughServer((_request, response, n) =>
      answerWith(response, n === 0 ? '' : 'Here.'),
    )
    const agent = await agentAt(server.url)
    expect(await agent.run(startRun().context)).toEqual({ ok: true })
    expect(server.requests()).toBe(2)
  })
})

describe('tool calls that', () => {
  const oneCall = (call: object) =>
    roughServer((_request, response, n) =>
      n === 0 ? answerWith(response, '', [call]) : answerWith(response, 'Oh.'),
    )

  test('name no tool are answered with the tools there are', async () => {
    await using server = await oneCall({
      index: 0,
      id: 'x',
      function: { name: 'make_coffee', arguments: '{}' },
    })
    const run = startRun()
    const agent = await agentAt(server.url)
    expect(await agent.run(run.context)).toEqual({ ok: true })
    const result = run.rows.tools.get('call-0-0')
    expect(result?.ok).toBe(false)
    expect(result?.result).toContain('There is no tool “make_coffee”. The tools are: list_files')
    expect(server.bodies[1]).toContain('make_coffee')
  })

  test('have arguments that are no JSON are answered with that', async () => {
    const bad = '{"path": "a.ts", "content": "cut'
    await using server = await oneCall({
      index: 0,
      id: 'x',
      function: { name: 'write_file', arguments: bad },
    })
    const run = startRun()
    const agent = await agentAt(server.url)
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(run.rows.tools.get('call-0-0')?.result).toContain('not a JSON object')
    expect(run.rows.files.size).toBe(0)
  })

  test('have arguments that do not fit are answered with what does not', async () => {
    await using server = await oneCall({
      index: 0,
      id: 'x',
      function: { name: 'read_file', arguments: '{"path":"../etc/passwd"}' },
    })
    const run = startRun()
    const agent = await agentAt(server.url)
    expect(await agent.run(run.context)).toEqual({ ok: true })
    const { result = '' } = run.rows.tools.get('call-0-0') ?? {}
    expect(result).toBe(
      "The arguments of read_file don't fit:\npath: The path must not leave the app folder or contain empty parts.",
    )
  })

  test('repeat an id or have none are told apart', async () => {
    const call = (index: number, id: string | undefined, path: string) => ({
      index,
      ...(id === undefined ? {} : { id }),
      function: { name: 'write_file', arguments: JSON.stringify({ path, content: path }) },
    })
    await using server = await roughServer((_request, response, n) => {
      if (n === 0) return answerWith(response, '', [call(0, 'same', 'a'), call(1, 'same', 'b')])
      if (n === 1) return answerWith(response, '', [call(0, 'same', 'c'), call(1, undefined, 'd')])
      answerWith(response, 'Four files.')
    })
    const run = startRun()
    const agent = await agentAt(server.url)
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect([...run.rows.files.keys()]).toEqual(['a', 'b', 'c', 'd'])
  })
})

describe('Stop', () => {
  test.each(['before its first byte', 'in the middle'])(
    'ends a run at once while the endpoint hangs %s',
    async (where) => {
      const stop = new AbortController()
      const reason = new Error('Stopped by Ada')
      const asked = Promise.withResolvers<void>()
      const left = Promise.withResolvers<void>()
      await using server = await roughServer((request, response) => {
        request.socket.once('close', () => left.resolve())
        if (where === 'in the middle') {
          begin(response)
          response.write(piece({ role: 'assistant', content: 'Well' }))
        }
        asked.resolve()
      })
      const run = startRun()
      const agent = await agentAt(server.url)
      const ended = agent.run(run.attempt(1, stop.signal)).catch((error: unknown) => error)
      await asked.promise
      stop.abort(reason)
      // only the abort can end this: the endpoint hangs forever
      expect(await ended).toBe(reason)
      await left.promise
    },
  )

  test('ends a run at once while a command hangs, and stores nothing more', async () => {
    const stop = new AbortController()
    const began = Promise.withResolvers<void>()
    await using server = await roughServer((_request, response) =>
      answerWith(response, '', [
        {
          index: 0,
          id: 'x',
          function: { name: 'run_command', arguments: '{"command":"sleep 99"}' },
        },
      ]),
    )
    const run = startRun()
    run.sandbox.run = () => {
      began.resolve()
      return new Promise(() => {})
    }
    const agent = await agentAt(server.url)
    const ended = agent.run(run.attempt(1, stop.signal)).catch((error: unknown) => error)
    await began.promise
    stop.abort(new Error('Stopped'))
    expect(await ended).toBe(stop.signal.reason)
    expect(run.rows.tools.size).toBe(0)
  })

  test('lets a write end that is under way, and writes nothing after it', async () => {
    const stop = new AbortController()
    await using server = await roughServer((_request, response) =>
      answerWith(response, '', [
        { index: 0, function: { name: 'write_file', arguments: '{"path":"a","content":"a"}' } },
        { index: 1, function: { name: 'write_file', arguments: '{"path":"b","content":"b"}' } },
      ]),
    )
    const run = startRun()
    const { endTool } = run.rows.journal
    run.rows.journal.endTool = async (end) => {
      stop.abort(new Error('Stopped'))
      await new Promise((resolve) => setImmediate(resolve))
      return endTool(end)
    }
    const agent = await agentAt(server.url)
    await expect(agent.run(run.attempt(1, stop.signal))).rejects.toThrow('Stopped')
    expect([...run.rows.files.keys()]).toEqual(['a'])
    expect(run.rows.events.at(-1)).toBe('created a')
  })

  test('ends a run even where the database hangs', async () => {
    const stop = new AbortController()
    await using server = await roughServer((_request, response) => answerWith(response, 'Hi.'))
    const run = startRun()
    run.rows.journal.settleStep = () => {
      stop.abort(new Error('Stopped'))
      return new Promise(() => {})
    }
    const agent = await agentAt(server.url)
    await expect(agent.run(run.attempt(1, stop.signal))).rejects.toThrow('Stopped')
  })
})

describe('rule 36.4: a model endpoint', () => {
  const long = 'x'.repeat(100_000)
  const endless: Array<[string, (n: number) => string]> = [
    ['writes text without an end', () => piece({ content: long })],
    [
      'writes one argument without an end',
      () =>
        piece({
          role: 'assistant',
          tool_calls: [{ index: 0, id: 'a', function: { arguments: long } }],
        }),
    ],
    [
      'asks for tools without an end',
      (n) =>
        piece({
          role: 'assistant',
          tool_calls: [{ index: n, id: `c${n}`, function: { name: 'write_file' } }],
        }),
    ],
    ['writes one line without an end', (n) => (n === 0 ? `data: {"${long}` : long)],
  ]
  test.each(endless)('that %s is stopped with words, and not asked again', async (_what, next) => {
    let sent = 0
    await using server = await roughServer((_request, response) => {
      begin(response)
      const write = () => {
        for (let n = 0; !response.destroyed; n += 1) {
          const text = next(n)
          sent += text.length
          if (!response.write(text)) return void response.once('drain', write)
        }
      }
      write()
    })
    const agent = await agentAt(server.url)
    const result = await agent.run(startRun().context)
    expect(result).toMatchObject({ ok: false, code: 'model_cut' })
    expect(result).toHaveProperty('message', expect.stringContaining('too long'))
    expect(server.requests()).toBe(1)
    expect(sent).toBeLessThan(50_000_000)
  })
})
