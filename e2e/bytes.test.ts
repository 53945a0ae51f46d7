import { rm } from 'node:fs/promises'
import http from 'node:http'
import { join } from 'node:path'
import { LLMock } from '@copilotkit/aimock'
import { expect, test } from 'vitest'
import { until } from '@fegg/sandbox-host/testing/until.ts'
import { newId } from '../shared/ids.ts'
import { createVisitor, type Visitor } from '../server/testing/app-server.ts'
import { startServer } from './support/server.ts'

const limitMs = 180_000
/** Every byte there is, after a PNG's first. */
const script = `require('fs').mkdirSync('public', { recursive: true })
const all = Array.from({ length: 256 }, (_, n) => n)
require('fs').writeFileSync('public/logo.png', Buffer.from([0x89, 80, 78, 71, ...all]))
require('fs').writeFileSync('public/too-large.bin', Buffer.alloc(5000001))`
const logo = Buffer.from([0x89, 80, 78, 71, ...Array.from({ length: 256 }, (_, n) => n)])

async function startProvider() {
  const provider = new LLMock({ port: 0 })
  const args = JSON.stringify({ command: `node -e "${script.replaceAll('\n', ';')}"` })
  provider.on(
    { userMessage: /logo/, hasToolResult: false },
    { content: 'I draw it.', toolCalls: [{ name: 'run_command', arguments: args }] },
  )
  provider.on({ userMessage: /logo/, hasToolResult: true }, { content: 'There it is.' })
  await provider.start()
  return Object.assign(provider, { [Symbol.asyncDispose]: () => provider.stop() })
}

/** Null unless it is there. */
function get(url: string, headers: Record<string, string>): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const request = http.get(url, { headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => resolve(answer.statusCode === 200 ? Buffer.concat(parts) : null))
      answer.on('error', () => resolve(null))
    })
    request.on('error', () => resolve(null))
  })
}

test('rule 43.2: a picture that a command drew is still there after SIGKILL without the sandboxes’ folders, and in a fork', async () => {
  await using provider = await startProvider()
  await using server = await startServer({
    env: { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: `${provider.url}/v1` },
  })
  const visitor: Visitor = createVisitor(server.url)
  const { api } = visitor
  await api.auth.guest.mutate()
  const [id, forkId] = [newId(), newId()]
  await api.sessions.create.mutate({ id })
  await api.messages.send.mutate({
    id: newId(),
    sessionId: id,
    text: 'Draw a logo.',
    delivery: 'after',
  })
  const version = await until(
    async () =>
      (await api.versions.list.query({ sessionId: id, before: null })).versions.find(
        ({ number }) => number === 1,
      ),
    'a version',
    limitMs,
  )
  const stored = (sessionId: string, at: string) =>
    get(`${server.url}/files/${sessionId}/${at}?path=public/logo.png`, { cookie: visitor.cookie() })
  const shown = async (sessionId: string) => {
    const { host } = new URL((await api.preview.address.query({ sessionId })).url)
    const served = () => get(`http://127.0.0.1:${server.port}/logo.png`, { host })
    return until(
      async () => ((await served())?.equals(logo) ? 'the logo' : null),
      'the logo',
      limitMs,
    )
  }
  expect(await stored(id, version.id)).toEqual(logo)
  expect(await shown(id)).toBe('the logo')
  await server.crash(() => rm(join(server.dataDir, 'sandboxes'), { recursive: true, force: true }))
  expect(await stored(id, 'now')).toEqual(logo)
  expect(await shown(id)).toBe('the logo')
  await api.messages.send.mutate({
    id: newId(),
    sessionId: id,
    text: 'Go on elsewhere.',
    delivery: 'fork',
    forkId,
  })
  expect(await stored(forkId, 'now')).toEqual(logo)
  expect(await shown(forkId)).toBe('the logo')
  const told = JSON.stringify(provider.getRequests().map(({ body }) => body))
  expect(told).toContain('public/logo.png (PNG picture, 260 bytes)')
  expect(told).toContain('public/too-large.bin is larger than 5 MB')
}, 600_000)
