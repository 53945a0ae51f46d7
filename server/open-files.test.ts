import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { words } from './lib/words.ts'
import { prepareTestDataDir } from './testing/database.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const limit = 1_100

/** The whole server in a process of its own, with so many open files. */
async function startLimited() {
  const dataDir = await mkdtemp(join(tmpdir(), 'fegg-files-'))
  await prepareTestDataDir(dataDir)
  const script = `ulimit -n ${limit} && exec "$0" server/main.ts`
  const child = spawn('bash', ['-c', script, process.execPath], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      DATA_DIR: dataDir,
      NODE_ENV: 'production',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  let port = 0
  for await (const line of lines) {
    port = Number(/^FeGG is ready on http:\/\/localhost:(\d+)/.exec(line)?.[1] ?? 0)
    if (port > 0) break
  }
  return {
    port,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const watched = existsSync('/proc/self/fd')

test.skipIf(!watched)(
  `rule 42.3: with hardly a file left to open, /readyz and a metric say so${watched ? '' : ' (left out: no /proc here)'}`,
  async () => {
    await using server = await startLimited()
    expect(server.port).toBeGreaterThan(0)
    // one connection that is open before
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ask = async (path: string) => {
      const sent = request({ host: '127.0.0.1', port: server.port, path, agent })
      sent.end()
      const [answer] = await once(sent, 'response')
      return { status: Number(answer.statusCode), body: await text(answer) }
    }
    expect(await ask('/readyz')).toEqual({ status: 200, body: '{"ok":true}' })
    const sockets: Socket[] = []
    for (let at = 0; at < limit; at++) {
      const socket = connect(server.port, '127.0.0.1')
      socket.on('error', () => undefined)
      sockets.push(socket)
    }
    await expect
      .poll(() => ask('/readyz'), { timeout: 30_000 })
      .toEqual({
        status: 503,
        body: JSON.stringify({ ok: false, reason: words.shortage.files }),
      })
    expect((await ask('/metrics')).body).toMatch(/^fegg_open_files_short 1$/m)
    for (const socket of sockets) socket.destroy()
    await expect.poll(async () => (await ask('/readyz')).status, { timeout: 30_000 }).toBe(200)
    agent.destroy()
  },
)
